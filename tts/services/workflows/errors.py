"""The named refusals of a workflow's moves and saves."""

from __future__ import annotations

from tts.domain.errors import ProblemsFound, Refused


class MoveRefused(Refused):
    """The workflow stands where this move is not possible; facts: move, workflow_status, revision_status."""


class NotEditable(Refused):
    """The graph is fixed in this status; facts: workflow_status, revision_status."""


class MoreThanWords(Refused):
    """A deployed workflow takes words, SLAs and coordinates only; facts: changes, sentences each."""


class DraftMovedOn(Refused):
    """Somebody saved since the person looked at what the draft would lose; facts: revision."""

    title = "Someone else saved in the meantime"


class GraphHasErrors(ProblemsFound):
    """Errors block deploy and initialize; `problems` has all of them, warnings too."""


class IntakeTaken(ProblemsFound):
    """Another initialized workflow takes the same tickets; facts: taken_by, its name."""
