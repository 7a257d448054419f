"""How a language model can fail: all are ``ModelError`` (exit code 5), none is passed over.

    ModelError
    └── Failure               ``kind`` names it in results and metrics
        ├── Unreachable       no connection, or the provider's server failed      (tried again)
        ├── RateLimited       too many requests; ``retry_after`` seconds if said   (tried again)
        ├── TimedOut          no whole reply within the time-out                   (tried again)
        ├── Refused           the provider will not do it: key, quota, bad request
        ├── TooLong           the reply is longer than anything we asked for
        ├── Unreadable        the reply is not JSON of the asked form, after all attempts
        ├── OverBudget        the encounter's budget is spent
        └── NotOnTape         replaying, and this exchange was never recorded

Messages hold the stage, the attempt and sizes; never a note's text, a prompt's or a reply's.
"""

from symphony.errors import ModelError


class Failure(ModelError):  # noqa: N818 - they are read as words: Refused, TimedOut
    """The root of all failures of a language model."""

    kind = "failed"
    passing = False
    """Whether trying again may help."""


class Unreachable(Failure):
    """No connection, or the provider's server failed."""

    kind = "unreachable"
    passing = True


class RateLimited(Failure):
    """The provider asks to wait."""

    kind = "rate_limited"
    passing = True

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        """With the seconds that the provider asks to wait, where it says so."""
        super().__init__(message)
        self.retry_after = retry_after


class TimedOut(Failure):
    """No whole reply came within the time-out."""

    kind = "timed_out"
    passing = True


class Refused(Failure):
    """The provider will not do it, and asking again will not help."""

    kind = "refused"


class TooLong(Failure):
    """The reply is longer than anything that was asked for."""

    kind = "too_long"


class Unreadable(Failure):
    """The reply is not what was asked for, after all attempts."""

    kind = "unreadable"


class OverBudget(Failure):
    """The budget of the encounter is spent."""

    kind = "over_budget"


class NotOnTape(Failure):
    """Replaying without a model, and this exchange was never recorded."""

    kind = "not_on_tape"
