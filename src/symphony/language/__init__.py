"""How words are compared: tokens with offsets, normal forms, spelling, and the clinical lexicon."""
