"""Moving running tickets to another version of their workflow: which go where, and what of their time stays.

A step of the new version stands for the step of the same id, unless another one was chosen for it. The visit
goes on there: its time, its pauses and the marks that were told of are kept. Whoever reads the record gets to
the same clocks by the same functions (`tts.domain.replay`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from tts.domain.clocks import Clock, Promise, change_promise, pause_clock, resume_clock
from tts.domain.graph import Graph, Step
from tts.domain.permissions import Actor
from tts.domain.problems import quote
from tts.domain.soundness.circumstances import RoleFacts
from tts.domain.working_time import Calendar

LEAVE = 0
"""Chosen for a step whose tickets stay on their version."""


class MovingStatus(StrEnum):
    """Where a move stands: at work, done, at work back again, taken back."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class MovedStatus(StrEnum):
    """What became of one ticket; KEPT could not be brought back."""

    WAITING = "waiting"
    MOVED = "moved"
    STAYED = "stayed"
    UNDONE = "undone"
    KEPT = "kept"


class Verdict(StrEnum):
    """What a move would do with a ticket."""

    MOVES = "moves"
    STAYS = "stays"
    CHOICE = "needs a choice"


@dataclass(frozen=True, slots=True)
class MovePlan:
    """`targets` maps step ids of the old version to ids of the new one, or to LEAVE.

    `keep_due`: what was promised stays promised; else due times follow from the new version.
    """

    targets: Mapping[int, int] = field(default_factory=dict)
    keep_due: bool = True

    @property
    def steps(self) -> Mapping[int, int]:
        """The steps that another one stands for from now on."""
        return {old: new for old, new in self.targets.items() if new not in (LEAVE, old)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket stands, as far as a verdict depends on it; `waiting_on` is the system it waits for.

    `role_ids` are the roles it is with: the open item's, and the one an escalation is from. `is_own`: the
    mover asked for it.
    """

    step_id: int
    step_name: str
    waiting_on: str | None = None
    escalated_to: int | None = None
    role_ids: frozenset[int] = frozenset()
    escalation_role_id: int | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict, the step it leads to, and why a ticket stays or what is to be chosen."""

    verdict: Verdict
    step: Step | None = None
    reason: str = ""


def roles_asked(place: Place, plan: MovePlan, graph: Graph) -> frozenset[int]:
    """The roles that a verdict on a ticket at `place` depends on."""
    step = graph.find(plan.targets.get(place.step_id, place.step_id))
    found = (step.role_id, step.escalate_to) if step else ()
    return frozenset(role_id for role_id in (*found, place.escalated_to) if role_id is not None)


def judge(
    place: Place,
    plan: MovePlan,
    graph: Graph,
    version: int,
    roles: Mapping[int, RoleFacts],
    mover: Actor,
) -> Judgement:
    """Whether a ticket at `place` moves to `version`, whose graph is `graph`, for `mover`.

    `roles` by id, at least those of `roles_asked`.
    """
    if place.waiting_on:
        return _stays(
            f"It waits for an answer of {place.waiting_on.upper()}, and no step is left to be done."
        )
    chosen = plan.targets.get(place.step_id)
    if chosen == LEAVE:
        return _stays(f"Tickets at {quote(place.step_name)} were left where they are.")
    step = graph.find(chosen if chosen is not None else place.step_id)
    if step is None:
        return Judgement(Verdict.CHOICE, None, _say_missing(place, chosen, version))
    if why := _why_no_work(step, version, roles):
        return _stays(why)
    if place.escalated_to is not None and step.escalate_to != place.escalated_to:
        role = _role_name(place.escalated_to, roles)
        return _stays(
            f"It is escalated to {role}, and {quote(step.name)} does not escalate to that role in"
            f" version {version}. Act on the escalation or return it first."
        )
    if why := why_not_theirs(place, step, version, roles, mover):
        return _stays(why)
    return Judgement(Verdict.MOVES, step)


def _say_missing(place: Place, chosen: int | None, version: int) -> str:
    where = quote(place.step_name)
    if chosen in (None, place.step_id):
        return f"{where} is not in version {version}: choose where its tickets go."
    return f"Version {version} has no step number {chosen}: choose another one for the tickets at {where}."


def why_not_theirs(
    place: Place, step: Step, version: int, roles: Mapping[int, RoleFacts], mover: Actor
) -> str:
    """Why `mover` does not have the ticket go on at `step`; "" where they may.

    Nobody decides on their own request, and nobody but an admin moves tickets to a role of their own.
    """
    if place.is_own and int(step.step_id) != place.step_id:
        return (
            f"{mover.name} asked for it, and nobody moves their own request to another step."
            " Somebody else may move it."
        )
    if mover.is_admin:
        return ""
    where, known = f"{quote(step.name)} in version {version}", place.role_ids
    if step.role_id in mover.role_ids - known:
        return _say_gained(f"{where} is for", step.role_id, roles, mover)
    if step.escalate_to in mover.role_ids - known - {place.escalation_role_id}:
        return _say_gained(f"{where} escalates to", step.escalate_to, roles, mover)
    return ""


def _say_gained(leads: str, role_id: int | None, roles: Mapping[int, RoleFacts], mover: Actor) -> str:
    return (
        f"{leads} {_role_name(role_id or 0, roles)}, a role of {mover.name} that the ticket was not with."
        " An admin may move it."
    )


def _stays(reason: str) -> Judgement:
    return Judgement(Verdict.STAYS, None, reason)


def _why_no_work(step: Step, version: int, roles: Mapping[int, RoleFacts]) -> str:
    """Why nobody could work at the step: a role that is gone, out of use or without people; or ""."""
    facts = roles.get(step.role_id) if step.role_id is not None else None
    where = f"{quote(step.name)} in version {version}"
    if facts is None:
        return f"{where} names no role that there is."
    if not facts.is_active:
        return f"{where} is for {facts.name}, a role out of use."
    return "" if facts.members else f"{where} is for {facts.name}, and nobody has that role."


def _role_name(role_id: int, roles: Mapping[int, RoleFacts]) -> str:
    return roles[role_id].name if role_id in roles else "a role that is gone"


@dataclass(frozen=True, slots=True)
class Landing:
    """The step that a visit goes on at, and what its time counts by from now on.

    `is_held`: the item is on hold, so that the clocks stand whatever the steps say.
    """

    step: Step
    promise: Promise
    calendar: Calendar | None
    keep_due: bool
    is_held: bool = False
    targets: Mapping[int, int] = field(default_factory=dict)


def move_clock(clock: Clock, landing: Landing, now: datetime) -> Clock:
    """The clocks of a visit that goes on in another version: pauses and time spent stay.

    Kept, the visit's budget is what it was, if the step has a share at all; else it follows from the new
    share and the time spent, as after a change of priority.
    """
    spent = carry_spent(clock.spent, landing.targets)
    moved = replace(clock, sla=landing.promise.sla, calendar=landing.calendar, spent=spent)
    moved = _stand(moved, landing, now)
    has_share = landing.step.step_id in landing.promise.shares
    if landing.keep_due and has_share and clock.budget is not None:
        return moved
    return change_promise(moved, landing.step.step_id, landing.promise)


def carry_spent(spent: Mapping[str, int], targets: Mapping[int, int]) -> dict[str, int]:
    """The seconds of finished visits under the steps that stand for them now."""
    carried: Counter[str] = Counter()
    for step_id, seconds in spent.items():
        carried[str(targets.get(int(step_id), int(step_id)))] += seconds
    return dict(carried)


def _stand(clock: Clock, landing: Landing, now: datetime) -> Clock:
    """A hold is kept; else the clocks stand where the step pauses them, and run where it does not."""
    if landing.is_held:
        return clock
    if landing.step.pauses_clock:
        return pause_clock(clock, now, f"at {landing.step.name}")
    return resume_clock(clock, now) if clock.paused_at is not None else clock


def say_counts(counts: Mapping[Verdict, int]) -> str:
    """What a preview comes to: "214 open: 201 move, 9 stay, 4 need a choice"."""
    moves, stays, choice = (counts.get(verdict, 0) for verdict in Verdict)
    parts = [
        f"{moves:,} {'moves' if moves == 1 else 'move'}",
        f"{stays:,} {'stays' if stays == 1 else 'stay'}",
        f"{choice:,} {'needs' if choice == 1 else 'need'} a choice",
    ]
    return f"{moves + stays + choice:,} open: {', '.join(parts)}"
