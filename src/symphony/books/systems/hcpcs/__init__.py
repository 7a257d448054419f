"""HCPCS Level II with its modifiers."""
