"""The validator: which complete code the tabular list and the note's details allow."""
