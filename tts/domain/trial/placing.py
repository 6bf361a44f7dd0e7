"""Opening an item in a trial: who gets it, and in words why them (rules.md section 5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tts.domain.clocks import due_times
from tts.domain.errors import Refused
from tts.domain.events import Happening
from tts.domain.graph import Step
from tts.domain.notice_words import why_waiting
from tts.domain.permissions import Actor
from tts.domain.trial.posts import post_assigned, post_waiting
from tts.domain.trial.run import Piece, Run
from tts.domain.trial.staff import Person, Staff, Turn
from tts.domain.words import ItemStatus, Origin

QUEUE = "queue"
LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an item opens: the role it is for, where that escalates to, how a holder is found."""

    role_id: int
    role_name: str
    escalation_role_id: int | None
    assignment: str = "turn"
    origin: Origin = Origin.SYSTEM


@dataclass(frozen=True, slots=True)
class Placing:
    """Who was found for a spot, if anybody, why, and the staff after that turn."""

    spot: Spot
    staff: Staff
    holder: Person | None
    why: str


def spot_of(step: Step) -> Spot:
    """Where a step's own item opens; Refused when it names no role."""
    if step.role_id is None:
        raise Refused(f"“{step.name}” has no role yet, so nobody could get the ticket: choose one for it.")
    return Spot(step.role_id, step.role_name, step.escalate_to, step.assignment)


def find_holder(run: Run, spot: Spot) -> Placing:
    """Take the next turn of the spot's role, by its policy; nobody works on what they asked for."""
    if spot.assignment == QUEUE:
        return Placing(spot, run.staff, None, "The step leaves its items in the role's queue to be claimed.")
    by_load = spot.assignment == LEAST_LOADED
    turn = run.staff.take_turn([spot.role_id], run.now, besides=run.setting.requester_id, by_load=by_load)
    return Placing(spot, turn.staff, turn.holder, _why(run, spot, turn, by_load=by_load))


def _why(run: Run, spot: Spot, turn: Turn, *, by_load: bool) -> str:
    passed = _passed_over(run, spot)
    if turn.holder is None:
        return f"Nobody in the role {spot.role_name} is available{f': {passed}' if passed else ''}."
    besides = f" Passed over: {passed}." if passed else ""
    if turn.among == 1:
        return f"The only one available as {spot.role_name}.{besides}"
    if by_load:
        load = run.staff.loads.get(turn.holder.user_id, 0)
        return f"Fewest open items ({load}) of {turn.among} available as {spot.role_name}.{besides}"
    return f"Whose turn it is: waited longest of {turn.among} available as {spot.role_name}.{besides}"


def _passed_over(run: Run, spot: Spot) -> str:
    """The members who could not be given it, and why."""
    said = []
    for member in run.staff.members:
        person = run.staff.people[member.user_id]
        if member.role_id != spot.role_id or not person.is_active:
            continue
        if person.user_id == run.setting.requester_id:
            said.append(f"{person.name} asked for it")
        elif not run.staff.is_here(person.user_id, run.now):
            said.append(f"{person.name} is on leave")
    return ", ".join(said[:4]) + (f" and {len(said) - 4} more" if len(said) > 4 else "")


def close_piece(run: Run) -> Run:
    """Nobody has the item any more."""
    holder_id = run.item.holder_id if run.item else None
    return replace(run, item=None, staff=run.staff.with_load(holder_id, -1))


def open_piece(run: Run, placing: Placing, *, status: ItemStatus | None = None) -> Run:
    """The item opens for whoever was found; `status` overrides (a hold that is kept).

    Turns that were taken meanwhile are those of `placing`; its loads are those before the last item closed.
    """
    spot, holder_id = placing.spot, placing.holder.user_id if placing.holder else None
    found = status or (ItemStatus.NEW if holder_id is not None else ItemStatus.WAITING)
    piece = Piece(
        spot.role_id,
        spot.role_name,
        spot.escalation_role_id,
        holder_id,
        found,
        spot.origin,
        run.now,
        placing.why,
    )
    staff = replace(placing.staff, loads=run.staff.loads).with_load(holder_id, 1)
    held_by = run.held_by if holder_id is None else run.held_by | {holder_id}
    return replace(run, item=piece, staff=staff, held_by=held_by)


def tell_placing(run: Run, placing: Placing, actor: Actor) -> Run:
    """The event of an item that opened: who got it, or that nobody could."""
    spot, holder = placing.spot, placing.holder
    due_at = due_times(run.clock).step
    facts: dict[str, object] = {
        "step": run.step.name,
        "role": spot.role_name,
        "origin": spot.origin.value,
        "due_at": due_at.isoformat() if due_at else None,
    }
    if run.clock.is_grace:
        facts["grace"] = True
    if holder is not None:
        facts |= {"holder": holder.name, "holder_id": holder.user_id}
        happening = Happening("item.assigned", None, holder.name, None, None, facts)
        return run.noting(actor, happening, post_assigned(holder.user_id, spot.role_name))
    on_purpose = spot.assignment == QUEUE
    reason = why_waiting(spot.role_name, on_purpose=on_purpose)
    happening = Happening("item.waiting", None, spot.role_name, reason, None, facts)
    return run.noting(actor, happening, *(() if on_purpose else post_waiting(run, spot.role_name)))
