"""The rule books of a system: its sections, which of them touch a code, and their official text."""
