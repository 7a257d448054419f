"""What goes out: a coding result in the shapes that people and other programs read."""
