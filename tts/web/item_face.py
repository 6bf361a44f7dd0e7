"""An item as its panel shows it: where it stands, what the viewer may choose, why it is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tts.domain import acting
from tts.domain.clocks import Clock
from tts.domain.permissions import Actor
from tts.domain.words import ItemStatus
from tts.models import TaskItem
from tts.queries.due import clock_of
from tts.queries.external import SentRequest, sent_request
from tts.queries.standing_words import standing_words
from tts.queries.ticket_may import PriorityChoice, TicketMay, priority_choices, ticket_may
from tts.queries.ticket_page import Colleague, TicketStanding, colleagues_of, standing_of
from tts.queries.timeline import timeline_of
from tts.queries.visibility import AnySession, reachable_item, works_on_ticket
from tts.web.frame import request_time
from tts.web.kept_promise import kept_from
from tts.web.ledger import ClockFacts, step_clock, ticket_clock
from tts.web.route import Route, route_of
from tts.web.settings_in_force import viewing_zone
from tts.web.story import Entry, count_entries, entries_of, tell_story


@dataclass(frozen=True, slots=True)
class ChoiceFace:
    """A button: the transition's name, where it leads, and whether it asks for a note."""

    word: str
    value: str
    leads: str
    icon: str | None
    is_primary: bool


@dataclass(frozen=True, slots=True)
class May:
    """What the viewer may do with the open item."""

    act: bool = False
    claim: bool = False
    take: bool = False
    transfer: bool = False
    hold: bool = False
    resume: bool = False
    escalate: bool = False
    return_: bool = False

    @property
    def anything(self) -> bool:
        """Whether there is any act to show."""
        return any((self.act, self.claim, self.take, self.transfer, self.hold, self.resume, self.escalate))


@dataclass(frozen=True)
class TicketFace:
    """A ticket and its newest item, ready to draw. The clocks are None before the ticket is bound."""

    standing: TicketStanding
    entries: Sequence[Entry]
    may: May
    choices: Sequence[ChoiceFace]
    colleagues: Sequence[Colleague]
    step_clock: ClockFacts | None
    ticket_clock: ClockFacts | None
    state: str | None
    overall: TicketMay
    priorities: Sequence[PriorityChoice]
    is_staff: bool = False
    asked_item: TaskItem | None = None
    request: SentRequest | None = None

    @property
    def item(self) -> Any:
        """The newest item."""
        return self.standing.item

    @property
    def ticket(self) -> Any:
        """The ticket."""
        return self.standing.ticket

    @cached_property
    def route(self) -> Route:
        """The way through the version, with what was passed and where the ticket is; bound tickets only."""
        return route_of(self.standing)

    @cached_property
    def story_counts(self) -> dict[str, int]:
        """How many entries each tab of the story shows."""
        return count_entries(self.entries)

    def entries_of(self, shown: str) -> list[Entry]:
        """The entries of one tab."""
        return entries_of(self.entries, shown)

    @property
    def last_note(self) -> Entry | None:
        """The newest words somebody left."""
        return next((entry for entry in self.entries if entry.note), None)

    @property
    def colleague_words(self) -> list[tuple[str, str]]:
        """Who could take the item over: what is typed (name and address), and how busy or away they are."""
        return [(f"{one.name} ({one.email})", say_load(one)) for one in self.colleagues]

    @property
    def step(self) -> Any:
        """The step the task is at, as its own version has it."""
        standing = self.standing
        return (
            standing.version.graph.find(standing.task.step_id) if standing.version and standing.task else None
        )


def read_item_face(session: AnySession, actor: Actor, item_id: int) -> TicketFace:
    """The panel of an item. NotFound for what the person may not see."""
    item = reachable_item(session, actor, item_id)
    return read_ticket_face(session, actor, item.task.ticket_id, asked_item=item)


def read_ticket_face(
    session: AnySession, actor: Actor, ticket_id: int, *, asked_item: TaskItem | None = None
) -> TicketFace:
    """A ticket the person was found to see, in a constant number of statements."""
    now = request_time()
    standing = standing_of(session, ticket_id)
    may = _may(actor, standing)
    colleagues = (
        colleagues_of(session, standing.item.role_id, now=now) if may.transfer and standing.item else []
    )
    clock = _clock(standing)
    story = timeline_of(session, actor, ticket_id)
    overall = ticket_may(actor, standing)
    return TicketFace(
        standing=standing,
        entries=tell_story(story),
        is_staff=works_on_ticket(session, actor, ticket_id),
        may=may,
        choices=_choices(standing) if may.act or may.take else (),
        colleagues=_others(standing, colleagues),
        step_clock=_step_clock(standing, clock, now, kept_from(story)),
        ticket_clock=ticket_clock(clock, standing.ticket.priority, now, viewing_zone()) if clock else None,
        overall=overall,
        priorities=priority_choices(standing, clock, now) if overall.prioritize else (),
        state=_standing_still(standing),
        asked_item=asked_item,
        request=_request(session, standing),
    )


def _standing_still(standing: TicketStanding) -> str | None:
    """Why the clocks stand, while somebody may act or another system is awaited."""
    task = standing.task
    return standing_words(task) if task and (standing.open_item or task.waiting_on) else None


def _request(session: AnySession, standing: TicketStanding) -> SentRequest | None:
    """What the system whose answer is awaited was sent, while it is awaited."""
    task = standing.task
    return sent_request(session, standing.ticket.id, task.waiting_on) if task and task.waiting_on else None


def _others(standing: TicketStanding, colleagues: Sequence[Colleague]) -> list[Colleague]:
    """Who could take it over: neither who has it nor who asked for it."""
    passed_over = {standing.requester.id, standing.holder.id if standing.holder else None}
    return [one for one in colleagues if one.id not in passed_over]


def _may(actor: Actor, standing: TicketStanding) -> May:
    piece, item = standing.piece, standing.open_item
    if piece is None or item is None:
        return May()
    is_held = item.status == ItemStatus.ON_HOLD
    may_hold = acting.may_hold(actor, piece)
    return May(
        act=acting.may_act(actor, piece),
        claim=acting.may_claim(actor, piece),
        take=acting.may_take(actor, piece),
        transfer=acting.may_transfer(actor, piece),
        hold=may_hold and not is_held,
        resume=may_hold and is_held,
        escalate=acting.may_escalate(actor, piece),
        return_=acting.may_return(actor, piece),
    )


def _choices(standing: TicketStanding) -> tuple[ChoiceFace, ...]:
    version, task = standing.version, standing.task
    assert version is not None
    assert task is not None
    been = set(task.spent)
    found = acting.choices_of(version.graph, task.step_id)
    ahead = [choice for choice in found if choice.step is None or str(choice.step.step_id) not in been]
    first = ahead[0] if ahead else None
    return tuple(_choice_face(choice, been, choice is first) for choice in found)


def _choice_face(choice: acting.Choice, been: set[str], is_primary: bool) -> ChoiceFace:
    if choice.step is None or choice.transition is None:
        return ChoiceFace(choice.name, "", "finishes the ticket", "check", is_primary)
    is_back = str(choice.step.step_id) in been
    note = ", with a note" if choice.transition.note_required else ""
    return ChoiceFace(
        choice.name,
        str(choice.transition.transition_id),
        f"{'back ' if is_back else ''}to {choice.step.name}{note}",
        "back" if is_back else None,
        is_primary,
    )


def _clock(standing: TicketStanding) -> Clock | None:
    """The clocks of a running task as values."""
    task, version = standing.task, standing.version
    if task is None or version is None or standing.ticket.ended_at is not None:
        return None
    return clock_of(task, version, standing.ticket.priority)


def _step_clock(
    standing: TicketStanding, clock: Clock | None, now: datetime, promiser: str
) -> ClockFacts | None:
    task, version = standing.task, standing.version
    if clock is None or task is None or version is None or standing.open_item is None:
        return None
    step = version.graph.find(task.step_id)
    if step is None:
        return None
    priority = standing.ticket.priority
    share = version.shares(priority).get(task.step_id)
    return step_clock(clock, step, share, priority, now, viewing_zone(), kept_from=promiser)


def say_load(colleague: Colleague) -> str:
    """How busy somebody is, in two words."""
    if colleague.away_until is not None:
        return f"away, {colleague.open_items} open"
    return f"{colleague.open_items} open"
