"""The extractor: what in the note a code could stand for."""
