"""Readers: bytes of one format in, the text of a document out."""
