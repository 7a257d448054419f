"""The figures as something to read: terminal text, Markdown, and one self-contained HTML file."""
