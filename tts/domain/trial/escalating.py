"""Escalating in a trial, and returning what was escalated (rules.md section 7)."""

from __future__ import annotations

from dataclasses import replace

from tts.domain.escalation import require_escalable, require_escalated
from tts.domain.events import Happening
from tts.domain.permissions import Actor
from tts.domain.trial.placing import Placing, Spot, close_piece, find_holder, open_piece, tell_placing
from tts.domain.trial.posts import coordinator_or_admins, post_escalated, post_returned
from tts.domain.trial.run import Piece, Raised, Run
from tts.domain.words import ItemStatus, Origin


def raise_escalation(run: Run, reason: str, actor: Actor, *, by_breach: bool = False) -> Run:
    """The item goes to the escalation role at the same step; its due time and a hold stay."""
    role_id = require_escalable(run.step, is_escalated=run.raised is not None)
    was, before = piece_of(run), run.holder_name
    role_name = run.staff.role_name(role_id)
    placing = find_holder(run, Spot(role_id, role_name, role_id, "turn", Origin.ESCALATION))
    run = open_piece(close_piece(run), placing, status=kept_hold(was))
    raised = Raised(was.holder_id, was.role_id, role_id, reason, run.now)
    run = replace(run, raised=raised, watch=replace(run.watch, unanswered_since=run.now))
    facts = {
        "step": run.step.name,
        "from": before,
        "from_id": was.holder_id,
        "from_role": was.role_name,
        "to_role": role_name,
        "by_breach": by_breach,
    }
    holder_id = placing.holder.user_id if placing.holder else None
    told = (holder_id, was.holder_id, *coordinator_or_admins(run))
    happening = Happening("item.escalated", was.role_name, role_name, reason, None, facts)
    run = run.noting(actor, happening, *post_escalated(told, role_name, reason, actor))
    return tell_placing(run, placing, actor)


def return_piece(run: Run, note: str, actor: Actor) -> Run:
    """An escalated item goes back to who had it, while they are here; else to the next in turn."""
    require_escalated(is_escalated=run.raised is not None)
    was = piece_of(run)
    placing = _place_back(run)
    run = open_piece(close_piece(run), placing, status=kept_hold(was))
    run = replace(run, raised=None, watch=replace(run.watch, unanswered_since=None))
    became = placing.holder.name if placing.holder else placing.spot.role_name
    facts = {"step": run.step.name, "role": placing.spot.role_name}
    happening = Happening("item.returned", was.role_name, became, note, None, facts)
    posts = (post_returned(run, placing.holder.user_id, note, actor),) if placing.holder else ()
    return tell_placing(run.noting(actor, happening, *posts), placing, actor)


def piece_of(run: Run) -> Piece:
    """The open item, which is there as long as the trial goes on."""
    assert run.item is not None
    return run.item


def kept_hold(item: Piece) -> ItemStatus | None:
    """On hold stays on hold, whoever has it."""
    return ItemStatus.ON_HOLD if item.status is ItemStatus.ON_HOLD else None


def _place_back(run: Run) -> Placing:
    raised, staff = run.raised, run.staff
    assert raised is not None
    previous = raised.from_user_id
    duty = staff.duties.get(raised.from_role_id)
    is_back = (
        previous is not None
        and duty is not None
        and duty.is_active
        and staff.has_role(previous, raised.from_role_id)
        and staff.is_here(previous, run.now)
    )
    spot = Spot(
        raised.from_role_id,
        duty.name if duty else "",
        run.step.escalate_to,
        run.step.assignment,
        Origin.TRANSFERRED if is_back else Origin.SYSTEM,
    )
    if is_back and previous is not None:
        return Placing(spot, staff, staff.people[previous], "Returned to who had it before.")
    return find_holder(run, spot)
