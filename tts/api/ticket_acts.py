"""What one does to a whole ticket: withdraw, cancel, reopen, another priority, a workflow by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from typing_extensions import TypedDict

from tts.api.act_doors import act_on_ticket
from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import any_case, stored_id, text
from tts.api.door import calling, door
from tts.api.item_bodies import MaybeReason, Nothing, Reason
from tts.api.repeats import afterwards
from tts.api.shapes import Moment, PriorityWord, moment_json
from tts.api.ticket_bodies import PRIORITIES
from tts.api.ticket_shapes import ticket_json
from tts.api.tickets import TICKET
from tts.clock import current_time
from tts.domain.errors import NotPermitted
from tts.domain.permissions import Permission
from tts.domain.wording import NOTE_LIMIT
from tts.extensions import db
from tts.queries.due import clock_of
from tts.queries.ticket_may import PriorityChoice, priority_choices
from tts.queries.ticket_page import standing_of
from tts.queries.unmatched import count_unmatched
from tts.queries.visibility import reachable_ticket, works_on_ticket
from tts.services.tickets import (
    assign_workflow,
    cancel_ticket,
    change_priority,
    match_ticket,
    match_waiting_tickets,
    reopen_ticket,
    withdraw_ticket,
)

GROUP = "Tickets"


class NewPriority(Sent):
    """The other priority, and why."""

    priority: Annotated[str, any_case(PRIORITIES)]
    reason: Annotated[str, text(NOTE_LIMIT, required=True, many_lines=True, example="The whole floor waits.")]


class ByHand(Sent):
    """The workflow that is to take the ticket."""

    workflow_id: Annotated[int, stored_id()]


class PriorityChoiceJson(TypedDict):
    """A priority with the due times it would give; `breaches`: something would be late at once."""

    priority: PriorityWord
    due_at: Moment | None
    step_due_at: Moment | None
    is_present: bool
    breaches: bool


class PriorityChoicesJson(TypedDict):
    """What each priority would mean."""

    ticket_number: str
    choices: list[PriorityChoiceJson]


class MatchedAgainJson(TypedDict):
    """How many tickets found a workflow, and how many still wait for one."""

    matched: int
    waiting: int


@act_on_ticket("withdrawal", MaybeReason)
def withdraw(number: str, sent: MaybeReason) -> Answer:
    """Withdraw your own ticket."""
    return _act(
        number,
        lambda ticket_id: withdraw_ticket(
            db.session, ticket_id, sent.reason, actor=calling(), now=current_time()
        ),
    )


@act_on_ticket("cancellation", Reason)
def cancel(number: str, sent: Reason) -> Answer:
    """Cancel a ticket as its coordinator or as an admin."""
    return _act(
        number,
        lambda ticket_id: cancel_ticket(
            db.session, ticket_id, sent.reason, actor=calling(), now=current_time()
        ),
    )


@act_on_ticket("reopening", Reason)
def reopen(number: str, sent: Reason) -> Answer:
    """Go on with an ended ticket, in the version and at the step it ended on.

    By its coordinator or an admin; the time it was closed counts as a pause.
    """

    def begin_again(ticket_id: int) -> None:
        actor, now = calling(), current_time()
        if reopen_ticket(db.session, ticket_id, sent.reason, actor=actor, now=now) is None:
            afterwards(lambda: match_ticket(db.session, ticket_id, actor=actor, now=now))

    return _act(number, begin_again)


@door("GET", TICKET + "priorities/", GROUP, gives={200: PriorityChoicesJson})
def show_priorities(number: str) -> Answer:
    """See what each priority would mean for the due times, before you change it.

    For those who work on the ticket.
    """
    actor, now = calling(), current_time()
    ticket = reachable_ticket(db.session, actor, number)
    if not works_on_ticket(db.session, actor, ticket.id):
        raise NotPermitted("Only those who work on a ticket look at other priorities for it.")
    standing = standing_of(db.session, ticket.id)
    task, version = standing.task, standing.version
    clock = clock_of(task, version, ticket.priority) if task and version and not task.ended_at else None
    answer: PriorityChoicesJson = {
        "ticket_number": ticket.number,
        "choices": [_choice_json(choice) for choice in priority_choices(standing, clock, now)],
    }
    return Answer(answer)


def _choice_json(choice: PriorityChoice) -> PriorityChoiceJson:
    return {
        "priority": choice.priority,
        "due_at": moment_json(choice.ticket_due_at),
        "step_due_at": moment_json(choice.step_due_at),
        "is_present": choice.is_present,
        "breaches": choice.breaches,
    }


@act_on_ticket("priority", NewPriority)
def prioritize(number: str, sent: NewPriority) -> Answer:
    """Give a ticket another priority: its due times follow from the binding again.

    By its coordinator, an admin, or a reviewer of the step's escalation role.
    """
    return _act(
        number,
        lambda ticket_id: change_priority(
            db.session, ticket_id, sent.priority, sent.reason, actor=calling(), now=current_time()
        ),
    )


@act_on_ticket("workflow", ByHand)
def give_workflow(number: str, sent: ByHand) -> Answer:
    """Give an unmatched ticket its workflow by hand, as an admin."""
    return _act(
        number,
        lambda ticket_id: assign_workflow(
            db.session, ticket_id, sent.workflow_id, actor=calling(), now=current_time()
        ),
    )


@door("POST", "/matching/", GROUP, takes=Nothing, gives={200: MatchedAgainJson}, refuses=[409])
def match_again(sent: Nothing) -> Answer:
    """Ask again which workflow takes the unmatched tickets, as an admin."""
    actor, now = calling(), current_time()
    actor.require(Permission.ADMINISTER)
    begun = match_waiting_tickets(db.session, actor=actor, now=now)
    answer: MatchedAgainJson = {"matched": begun, "waiting": count_unmatched(db.session)}
    return Answer(answer)


def _act(number: str, act: Callable[[int], object]) -> Answer:
    """Do it to the ticket, if one may see it, and tell where it stands."""
    ticket_id = reachable_ticket(db.session, calling(), number).id
    act(ticket_id)
    return Answer(ticket_json(standing_of(db.session, ticket_id)))
