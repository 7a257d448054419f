"""What every agent is given: the encounter, the book that is open, and which codes are wanted."""

from dataclasses import dataclass, field

from symphony.books.store import Release
from symphony.encounter.model import Encounter


@dataclass(frozen=True, slots=True)
class Scope:
    """Which codes may be reported: prefixes to include (empty: all) and to exclude.

    A prefix is a code or a category; it stands for all codes below it (``E11`` for ``E11.9``).
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def allows(self, code: str) -> bool:
        """Whether the code may be reported."""
        if any(code.startswith(prefix) for prefix in self.exclude):
            return False
        return not self.include or any(code.startswith(prefix) for prefix in self.include)

    def may_lead(self, code: str) -> bool:
        """Whether the code, or one below it, may be reported."""
        return self.allows(code) or any(prefix.startswith(code) for prefix in self.include)


@dataclass(frozen=True, slots=True)
class Case:
    """One encounter to be coded with one release.

    With a ``scope`` the agents choose among its codes only, as if the book had no others. To code
    everything and report a part of it, see ``scoped.within``.
    """

    encounter: Encounter
    release: Release
    scope: Scope = field(default_factory=Scope)

    @property
    def system(self) -> str:
        """The name of the code system."""
        return self.release.facts["system"]
