"""Codes by meaning: an extra (``[semantic]``) beside the search by words, off unless asked for."""
