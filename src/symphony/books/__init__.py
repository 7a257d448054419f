"""What a coder looks things up in: one read-only file per release of a code system."""
