"""Who may do what to an item, which choices a step has, and how a second act is told about the first.

Source of the rules: rules.md sections 6, 7 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tts.domain.errors import Invalid, Refused
from tts.domain.graph import Graph, NotAChoice, Step, Transition
from tts.domain.permissions import Actor, Permission
from tts.domain.sla import say_duration
from tts.domain.words import ItemStatus

COMPLETE = "Complete"
"""The choice that finishes a task at an end step; it has no transition."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What permission depends on: an item's role, holder and escalation role, its ticket's people."""

    role_id: int
    holder_id: int | None
    escalation_role_id: int | None
    coordinator_id: int | None
    status: str
    is_open: bool = True
    is_escalated: bool = False
    requester_id: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose: a transition and where it leads, or neither: Complete."""

    transition: Transition | None
    step: Step | None

    @property
    def name(self) -> str:
        """As the button says it."""
        return self.transition.name if self.transition else COMPLETE


def has_asked(actor: Actor, piece: Piece) -> bool:
    """Whether the ticket is the actor's own request: nobody decides on that."""
    return piece.requester_id is not None and piece.requester_id == actor.user_id


def may_act(actor: Actor, piece: Piece) -> bool:
    """Only the holder acts on an open item, and never on their own request."""
    return _holds(actor, piece) and not has_asked(actor, piece)


def may_coordinate(actor: Actor, coordinator_id: int | None) -> bool:
    """Admins, and the ticket's own coordinator."""
    if actor.is_admin:
        return True
    return coordinator_id is not None and coordinator_id == actor.user_id and actor.may(Permission.COORDINATE)


def may_oversee(actor: Actor, piece: Piece) -> bool:
    """Admins, the ticket's coordinator, and reviewers of the step's escalation role."""
    if may_coordinate(actor, piece.coordinator_id):
        return True
    return actor.may(Permission.REVIEW) and piece.escalation_role_id in actor.role_ids


def may_claim(actor: Actor, piece: Piece) -> bool:
    """An unassigned item of another's request: a member of its role, or who oversees it."""
    if not piece.is_open or piece.holder_id is not None or has_asked(actor, piece):
        return False
    return piece.role_id in actor.role_ids or may_oversee(actor, piece)


def may_take(actor: Actor, piece: Piece) -> bool:
    """An item that another holds: who oversees it may take it first and then act, on others' requests."""
    return (
        piece.is_open
        and not has_asked(actor, piece)
        and piece.holder_id not in (None, actor.user_id)
        and actor.user_id is not None
        and may_oversee(actor, piece)
    )


def may_transfer(actor: Actor, piece: Piece) -> bool:
    """Its holder, or who oversees it."""
    return piece.is_open and (_holds(actor, piece) or may_oversee(actor, piece))


def may_hold(actor: Actor, piece: Piece) -> bool:
    """Hold and resume: the holder, the ticket's coordinator, an admin."""
    return piece.is_open and (_holds(actor, piece) or may_coordinate(actor, piece.coordinator_id))


def may_escalate(actor: Actor, piece: Piece) -> bool:
    """By hand: the holder, the ticket's coordinator, an admin; never an item that is escalated already."""
    return may_hold(actor, piece) and piece.escalation_role_id is not None and not piece.is_escalated


def may_return(actor: Actor, piece: Piece) -> bool:
    """An escalated item: its holder and the escalation role's reviewers, the coordinator, an admin."""
    if not piece.is_open or not piece.is_escalated:
        return False
    holds = may_act(actor, piece) and actor.may(Permission.REVIEW)
    return holds or may_oversee(actor, piece)


def _holds(actor: Actor, piece: Piece) -> bool:
    return piece.is_open and piece.holder_id is not None and piece.holder_id == actor.user_id


def choices_of(graph: Graph, step_id: int) -> tuple[Choice, ...]:
    """What the holder at a step can choose, in the graph's order; Complete comes last, on end steps only."""
    moves = tuple(
        Choice(transition, graph.step(transition.to_step_id)) for transition in graph.choices(step_id)
    )
    return (*moves, Choice(None, None)) if graph.step(step_id).is_end else moves


def decide_choice(graph: Graph, step_id: int, transition_id: int | None, note: str) -> Choice:
    """The move that was asked for. Refused when this step of this version has no such choice; Invalid for
    a missing note."""
    step = graph.step(step_id)
    if transition_id is None:
        if not step.is_end:
            raise Refused(
                f"“{step.name}” is not an end of the version this ticket runs on:"
                " choose one of its transitions."
            )
        return Choice(None, None)
    try:
        transition = graph.transition(step_id, transition_id)
    except NotAChoice as error:
        raise Refused(str(error)) from error
    if transition.note_required and not note:
        sentence = f"“{transition.name}” asks for a note: write a few words on why."
        raise Invalid(sentence, {"note": sentence})
    return Choice(transition, graph.step(transition.to_step_id))


def say_ago(span: timedelta) -> str:
    """How long ago, as people say it: "just now", "2 min ago"."""
    return "just now" if span < timedelta(minutes=1) else f"{say_duration(span)} ago"


def say_closed(*, status: str, by: str, at: datetime, choice: str | None, now: datetime) -> str:
    """What the first of two acts did to an item: "Bob chose “Assign” 2 min ago"."""
    deed = {
        ItemStatus.RESOLVED: f"chose “{choice}”",
        ItemStatus.ESCALATED: "escalated it",
        ItemStatus.REASSIGNED: "passed it on",
        ItemStatus.CANCELLED: "ended the ticket",
    }[ItemStatus(status)]
    return f"{by} {deed} {say_ago(now - at)}"


def say_place(step_name: str | None, holder: str | None, ticket_status: str) -> str:
    """Where the ticket is now: "the ticket is now at “Resolve” with Tom"."""
    if step_name is None:
        return f"the ticket is now {ticket_status}"
    whose = f"with {holder}" if holder else "waiting for somebody to take it"
    return f"the ticket is now at “{step_name}” {whose}"
