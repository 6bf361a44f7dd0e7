"""The moves of a workflow's life, and why one is not possible yet (the seed's table, sharpened).

| move | from | to |
|---|---|---|
| deploy | draft, or a draft revision | deployed |
| edit | deployed, paused | draft |
| initialize | deployed (a draft is deployed first), or a revision | initialized |
| pause / resume | initialized / paused | paused / initialized |
| revise / discard | initialized, paused | the same; opens / drops a draft revision |
| clone | any | a new draft |
| archive / restore | draft, deployed, paused / archived | archived / draft |
| delete | anything that never had a version | gone |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tts.domain.words import WorkflowStatus

DRAFT, DEPLOYED, INITIALIZED, PAUSED, ARCHIVED = (
    WorkflowStatus.DRAFT,
    WorkflowStatus.DEPLOYED,
    WorkflowStatus.INITIALIZED,
    WorkflowStatus.PAUSED,
    WorkflowStatus.ARCHIVED,
)


class Move(StrEnum):
    """One step in a workflow's life, as buttons, addresses and commands name it."""

    DEPLOY = "deploy"
    EDIT = "edit"
    INITIALIZE = "initialize"
    PAUSE = "pause"
    RESUME = "resume"
    REVISE = "revise"
    DISCARD = "discard"
    CLONE = "clone"
    ARCHIVE = "archive"
    RESTORE = "restore"
    DELETE = "delete"


class Editable(StrEnum):
    """What of a working graph may change: everything, words with SLAs and coordinates, or nothing."""

    ALL = "all"
    WORDS = "words"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a workflow stands, as far as its moves depend on it.

    `revision_status` is that of the draft revision beside the active version (None: there is none);
    `open_tasks` counts those of every version; `taken_by` names the initialized workflow that already
    takes the department, category and sub-category of the working details, `intake_taken_by` the one that
    takes those of the version in use.
    """

    status: str
    revision_status: str | None = None
    has_versions: bool = False
    open_tasks: int = 0
    taken_by: str | None = None
    intake_taken_by: str | None = None


FROM = {
    Move.DEPLOY: (DRAFT,),
    Move.EDIT: (DEPLOYED, PAUSED),
    Move.INITIALIZE: (DEPLOYED, DRAFT),
    Move.PAUSE: (INITIALIZED,),
    Move.RESUME: (PAUSED,),
    Move.REVISE: (INITIALIZED, PAUSED),
    Move.DISCARD: (INITIALIZED, PAUSED),
    Move.CLONE: tuple(WorkflowStatus),
    Move.ARCHIVE: (DRAFT, DEPLOYED, PAUSED),
    Move.RESTORE: (ARCHIVED,),
    Move.DELETE: tuple(WorkflowStatus),
}

INSTEAD = {
    (Move.DEPLOY, DEPLOYED): "It is deployed already: initialize it to take tickets.",
    (Move.DEPLOY, INITIALIZED): "It is in use: revise it first, then deploy the revision.",
    (Move.DEPLOY, PAUSED): "It is paused: resume it, or revise or edit it first.",
    (Move.EDIT, DRAFT): "It is a draft already: change it as you like.",
    (Move.EDIT, INITIALIZED): "Revise it to work on a draft beside the version in use, or pause it first.",
    (Move.INITIALIZE, INITIALIZED): "It takes tickets already: revise it to prepare another version.",
    (Move.INITIALIZE, PAUSED): "Resume it to take tickets with its present version, or revise it first.",
    (Move.PAUSE, PAUSED): "It is paused already.",
    (Move.PAUSE, DRAFT): "It takes no tickets: only an initialized workflow can be paused.",
    (Move.PAUSE, DEPLOYED): "It takes no tickets yet: only an initialized workflow can be paused.",
    (Move.RESUME, INITIALIZED): "It takes tickets already.",
    (Move.RESUME, DRAFT): "It was not paused: deploy and initialize it to take tickets.",
    (Move.RESUME, DEPLOYED): "It was not paused: initialize it to take tickets.",
    (Move.REVISE, DRAFT): "It is a draft already: change it as you like.",
    (Move.REVISE, DEPLOYED): "It has no version in use: edit it instead.",
    (Move.DISCARD, DRAFT): "There is no version in use to go back to.",
    (Move.DISCARD, DEPLOYED): "There is no version in use to go back to.",
    (Move.ARCHIVE, INITIALIZED): "It takes tickets: pause it first.",
    (Move.ARCHIVE, ARCHIVED): "It is archived already.",
}


def refusal(move: Move, standing: Standing) -> str | None:
    """Why `move` is not possible and what to do instead, as sentences; None when it is possible.

    The graph's problems are not asked here: they are found when deploying or initializing.
    """
    if standing.revision_status is not None:
        return _refusal_beside_revision(move, standing)
    if standing.status not in FROM[move]:
        return _wrong_status(move, standing)
    if move is Move.DISCARD:
        return "There is no draft revision to discard."
    return _held_back(move, standing)


def possible_moves(standing: Standing) -> tuple[Move, ...]:
    """The moves that are possible now, in the order of a workflow's life."""
    return tuple(move for move in Move if refusal(move, standing) is None)


def editable(status: str, revision_status: str | None) -> Editable:
    """What of the working graph may change: a draft everything, a deployed one words, others nothing."""
    stage = revision_status or status
    return {DRAFT.value: Editable.ALL, DEPLOYED.value: Editable.WORDS}.get(stage, Editable.NONE)


def why_not_editable(status: str) -> str:
    """What to do before the graph of a workflow can change."""
    if status == ARCHIVED:
        return "An archived workflow cannot be changed: restore it first."
    return f"This workflow is {status}, so its graph is fixed: revise it to work on a draft beside it."


def why_not_brought_back(status: str, revision_status: str | None) -> str | None:
    """Why no version can be made the draft again and what to do first; None when one can.

    A draft or deployed graph is replaced, a version in use gets a draft revision beside it.
    """
    if status == ARCHIVED:
        return "It is archived: restore it first, then bring a version back."
    if status in (INITIALIZED, PAUSED) and revision_status is not None:
        return "A revision is open beside it already: go on with that one, or discard it first."
    return None


def _refusal_beside_revision(move: Move, standing: Standing) -> str | None:
    stage = standing.revision_status
    if move is Move.DEPLOY:
        return "The revision is deployed already: initialize it to use it." if stage == DEPLOYED else None
    if move is Move.REVISE:
        return None if stage == DEPLOYED else "A draft revision is open already: go on with it or discard it."
    if move is Move.EDIT:
        return "A draft revision is open: go on with it or discard it first."
    if move is Move.DISCARD:
        return None
    if move is Move.INITIALIZE:
        return _held_back(move, standing)
    return _wrong_status(move, standing) if standing.status not in FROM[move] else _held_back(move, standing)


def _held_back(move: Move, standing: Standing) -> str | None:
    other = {Move.INITIALIZE: standing.taken_by, Move.RESUME: standing.intake_taken_by}.get(move)
    if other is not None:
        return say_taken(other)
    if move is Move.ARCHIVE and standing.open_tasks:
        return f"{_tasks(standing.open_tasks)} still open on it: archive it once they have ended."
    if move is Move.DELETE and standing.has_versions:
        return "It has been in use and its history is kept: archive it instead."
    return None


def say_taken(name: str) -> str:
    """The clash of two workflows over the same tickets."""
    return (
        f"“{name}” already takes tickets of the same department, category and sub-category: "
        "pause that one, or change these here."
    )


def _tasks(count: int) -> str:
    return "1 task is" if count == 1 else f"{count:,} tasks are"


def _wrong_status(move: Move, standing: Standing) -> str:
    advice = INSTEAD.get((move, WorkflowStatus(standing.status)))
    if standing.status == ARCHIVED and advice is None:
        advice = "It is archived: restore it first."
    return advice or f"It cannot {move.value} from “{standing.status}”."
