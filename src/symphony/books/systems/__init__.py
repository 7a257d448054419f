"""One folder per code system, the same file names in each: README.md, load.py, system.py."""
