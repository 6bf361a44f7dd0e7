"""What is sent to act on an item."""

from __future__ import annotations

from typing import Annotated

from tts.api.contract.reading import Sent
from tts.api.contract.values import stored_id, text
from tts.domain.wording import NOTE_LIMIT


class Resolution(Sent):
    """The choice: a transition of the step in the task's own version, or null to complete."""

    transition_id: Annotated[int | None, stored_id(nullable=True)]
    note: Annotated[str, text(NOTE_LIMIT, many_lines=True, example="Battery replaced.")] = ""


class Transfer(Sent):
    """To whom, and why."""

    user_id: Annotated[int, stored_id()]
    notes: Annotated[str, text(NOTE_LIMIT, many_lines=True, example="You know this model.")] = ""


class Reason(Sent):
    """Why, in a few words."""

    reason: Annotated[str, text(NOTE_LIMIT, required=True, many_lines=True, example="Waiting for a part.")]


class MaybeReason(Sent):
    """Why, if you like to say it."""

    reason: Annotated[str, text(NOTE_LIMIT, many_lines=True)] = ""


class Note(Sent):
    """What the person who gets it should know."""

    note: Annotated[str, text(NOTE_LIMIT, required=True, many_lines=True, example="Ask the supplier.")]


class Nothing(Sent):
    """An empty object: the act says it all."""
