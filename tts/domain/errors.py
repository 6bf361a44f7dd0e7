"""Named refusals. Each says one sentence to the person: what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime


class DomainError(Exception):
    """A refusal. `sentence` is for the person; `facts` are extra members of the API's answer."""

    title = "This cannot be done"

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts: Mapping[str, object] = facts


class NotFound(DomainError):
    """The thing does not exist, or the person may not see it: both look the same (rules.md section 9)."""

    title = "Not found"


class NotPermitted(DomainError):
    """The person may see the thing but may not do this to it."""

    title = "Not permitted"


class Invalid(DomainError):
    """What was sent cannot be read as what the form or schema asks. `fields` maps names to sentences."""

    title = "Some of this cannot be accepted"

    def __init__(self, sentence: str, fields: Mapping[str, str] | None = None, **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.fields: Mapping[str, str] = fields or {}


class CursorLost(Invalid):
    """The place in a list that a cursor names is not there: nobody gave it, or the list is another one."""

    title = "This page cannot be found"


class Refused(DomainError):
    """A rule or a state says no (409)."""

    title = "Not possible now"


class ProblemsFound(Refused):
    """The graph has problems that block this. `problems` are `tts.domain.soundness.Problem`s."""

    title = "The workflow has problems"

    def __init__(self, sentence: str, problems: Sequence[object], **facts: object) -> None:
        super().__init__(sentence, **facts)
        self.problems = tuple(problems)


class SaveRefused(Invalid):
    """The graph that was sent cannot even be kept as a draft (checks.md). Carries `problems`."""

    title = "This graph cannot be saved"

    def __init__(self, sentence: str, problems: Sequence[object], **facts: object) -> None:
        super().__init__(sentence, None, **facts)
        self.problems = tuple(problems)


class Changed(Refused):
    """It is not what the person saw when they decided; nothing was done."""

    title = "It changed in the meantime"


class StaleSave(Refused):
    """Someone saved in between. Says who and when, and what they changed (rules.md section 1)."""

    title = "Someone else saved in the meantime"


class ActedAlready(Refused):
    """The second of two simultaneous acts: changes nothing and says who did what, when (section 6)."""

    title = "Already acted on"

    def __init__(self, sentence: str, *, acted_by: str | None, acted_at: datetime | None, now: str) -> None:
        super().__init__(sentence, acted_by=acted_by, acted_at=acted_at, now=now)


class TooLarge(DomainError):
    """More was sent than is taken (413)."""

    title = "Too large"


class TooMany(DomainError):
    """Too many tries in too short a time (429)."""

    title = "Too many tries"
