"""Where a trial stands: its setting, its ticket as plain values, and all that happened so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tts.domain import acting
from tts.domain.clocks import Clock, Promise
from tts.domain.definition import Definition
from tts.domain.events import Happening
from tts.domain.graph import Step
from tts.domain.permissions import SYSTEM, Actor
from tts.domain.sla import shares
from tts.domain.trial.staff import Staff
from tts.domain.watch import Watch
from tts.domain.words import ItemStatus, Origin, TicketStatus

TICKET = "Trial ticket"


@dataclass(frozen=True)
class Setting:
    """What a trial begins with. `requester_id` 0 is somebody who is not among the staff.

    `configured` names the systems that end logic can reach.
    """

    definition: Definition
    staff: Staff
    begins_at: datetime
    priority: str
    requester_id: int = 0
    requester_name: str = "The requester"
    number: str = TICKET
    configured: frozenset[str] = frozenset()

    def promise(self, priority: str) -> Promise:
        """The SLA of a priority and the steps' shares of it."""
        sla = self.definition.details.slas.get(priority)
        return Promise(sla, shares(sla, self.definition.graph.steps) if sla else {})


@dataclass(frozen=True, slots=True)
class Post:
    """A message that would leave: destination, task name and payload as the outbox would keep them.

    `remark` says why it would not be sent.
    """

    destination: str
    kind: str
    payload: Mapping[str, object]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as the record would keep it, and what would be sent with it.

    `unseen_by` are the people who could not see the ticket then, and so would not be told.
    """

    at: datetime
    actor: Actor
    happening: Happening
    posts: tuple[Post, ...] = ()
    unseen_by: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The open item: whom it is for, who has it, and in words why them."""

    role_id: int
    role_name: str
    escalation_role_id: int | None
    holder_id: int | None
    status: ItemStatus
    origin: Origin
    assigned_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Raised:
    """The open escalation; `is_answered` once somebody dealt with it or was reminded."""

    from_user_id: int | None
    from_role_id: int
    to_role_id: int
    reason: str
    raised_at: datetime
    is_answered: bool = False


@dataclass(frozen=True)
class Run:
    """A ticket in a trial. Every act gives another one; `item` is None once the steps are done."""

    setting: Setting
    staff: Staff
    now: datetime
    priority: str
    step: Step
    watch: Watch
    item: Piece | None
    coordinator_id: int | None
    status: TicketStatus = TicketStatus.IN_PROGRESS
    visit: int = 1
    raised: Raised | None = None
    hold_reason: str = ""
    ended_at: datetime | None = None
    waiting_on: str | None = None
    breached_at: datetime | None = None
    visited: tuple[int, ...] = ()
    followed: tuple[int, ...] = ()
    held_by: frozenset[int] = frozenset()
    log: tuple[Happened, ...] = field(default=(), repr=False)

    @property
    def clock(self) -> Clock:
        """The ticket's clocks."""
        return self.watch.clock

    @property
    def step_number(self) -> int:
        """The stored id of the present step."""
        return int(self.step.step_id)

    @property
    def share(self) -> timedelta | None:
        """The present step's whole share at the present priority."""
        return self.setting.promise(self.priority).shares.get(self.step.step_id)

    @property
    def holder_name(self) -> str | None:
        """Who has the open item."""
        return self.staff.name_of(self.item.holder_id) if self.item else None

    @property
    def rights(self) -> acting.Piece:
        """What permission to act on the open item depends on."""
        item = self.item
        assert item is not None
        return acting.Piece(
            item.role_id,
            item.holder_id,
            item.escalation_role_id,
            self.coordinator_id,
            item.status.value,
            is_escalated=self.raised is not None,
            requester_id=self.setting.requester_id or None,
        )

    def name_of(self, user_id: int) -> str:
        """Somebody who is told something, by name; the requester need not be one of the staff."""
        if user_id == self.setting.requester_id:
            return self.setting.requester_name
        return self.staff.people[user_id].name

    def noting(self, actor: Actor, happening: Happening, *posts: Post) -> Run:
        """This run, with one more event in its log."""
        return replace(self, log=(*self.log, Happened(self.now, actor, happening, posts)))

    def with_clock(self, clock: Clock) -> Run:
        """This run with other clocks; what was told of stays told."""
        return replace(self, watch=replace(self.watch, clock=clock))


def actor_called(staff: Staff, user_id: int | None) -> Actor:
    """A person as the record names them; the system for nobody."""
    if user_id is None:
        return SYSTEM
    return Actor(user_id, staff.people[user_id].name)
