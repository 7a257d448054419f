"""How a coder works: extractor, navigator, validator, reconciler, and the result they make."""
