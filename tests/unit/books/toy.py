"""A made-up code system as a folder of plain files, for tests."""

from pathlib import Path

CODES = """code,title,parent,billable,synonyms
B,Beasts,,no,
B1,Dragon troubles,B,no,
B1.0,Singed eyebrows,B1,yes,eyebrow burn|brow scorch
B1.1,Dragon cough,B1,yes,smoky cough
B2,Goblin troubles,B,no,
B2.0,Stolen left sock,B2,yes,missing sock
"""
INDEX = """entry,code,see
Cough,,
"Cough, dragon",B1.1,
Sock,,
"Sock, stolen, left",B2.0,
Hacking,,Cough
Loop,,Noose
Noose,,Loop
"""
RULES = """# The rules of beasts

## 1. Dragons first

A code from B1 comes before any code of B2.

## 2. Socks

B2.0 is used for left socks only.
"""


def folder(path: Path, codes: str = CODES, index: str = INDEX) -> Path:
    """Write the toy's codes, index and rules into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "codes.csv").write_text(codes, encoding="utf-8")
    (path / "index.csv").write_text(index, encoding="utf-8")
    (path / "rules.md").write_text(RULES, encoding="utf-8")
    return path
