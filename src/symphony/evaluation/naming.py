"""One spelling for code systems and codes, so that gold and prediction can be compared."""

from functools import cache
from importlib.resources import files

import tomli

DOTTED = frozenset({"icd10cm", "icd10", "icd10uk", "icd10gm"})
"""Systems whose codes carry a dot after the third character."""


@cache
def _names() -> dict[str, str]:
    data = tomli.loads(files(__package__).joinpath("systems.toml").read_text("utf-8"))
    return {name: system for system, names in data["names"].items() for name in names}


def system_name(written: str) -> str:
    """The contract's name of a code system, from the name that a dataset uses."""
    plain = written.strip().lower()
    return _names().get(plain, plain)


def code_name(system: str, written: str) -> str:
    """The code as its book prints it: capital letters, and the dot where the system has one."""
    plain = written.strip().upper()
    if system not in DOTTED:
        return plain
    bare = plain.replace(".", "")
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare


def prefix(system: str, code: str, characters: int) -> str:
    """The first characters of a code, the dot not counted; the whole code where it is shorter.

    ``characters`` 0 means the full code.
    """
    if not characters:
        return code
    bare = code.replace(".", "") if system in DOTTED else code
    return bare[:characters]
