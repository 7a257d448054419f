"""The same function over many encounters: JSONL in, one result a line out."""
