"""CPT, from the files that the American Medical Association gives its licensees."""
