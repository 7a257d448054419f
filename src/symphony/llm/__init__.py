"""The one door to language models: the port, the adapter, the tape, usage and dated prices."""
