"""What comes in: the documents of one encounter, their sections, sentences and assertions."""
