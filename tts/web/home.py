"""Home: what is due next, what changed, and what to do first; each person sees their own part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, g, render_template

from tts.domain.permissions import Actor, Permission
from tts.extensions import db
from tts.queries.escalation_list import list_escalations
from tts.queries.home import changes_around, desk_numbers, load_of_people
from tts.queries.inbox import items_of, role_items
from tts.queries.tickets import TicketFilter, coordinated_tickets, list_tickets
from tts.queries.troubles import troubles_now
from tts.web.access import acting, signed_in, viewer
from tts.web.changes import tell_changes
from tts.web.frame import request_time, zone_of

home = Blueprint("home", __name__)

DUE_NEXT, TO_CLAIM, OWN, ESCALATED = 6, 5, 5, 5


@home.get("/")
@signed_in
def show() -> str:
    """The parts a person's roles and permissions make."""
    actor = acting()
    return render_template("home/show.html", **work_of(actor), **oversight_of(actor), **requests_of(actor))


def work_of(actor: Actor) -> dict[str, object]:
    """For who works in a role: numbers, what is due next, what is to claim, what changed."""
    if not actor.role_ids:
        return {"numbers": None, "due_next": (), "to_claim": ()}
    now, today = request_time(), day_start()
    numbers = desk_numbers(db.session, actor, since=today, now=now)
    return {
        "numbers": numbers,
        "due_next": items_of(db.session, actor, size=DUE_NEXT).rows,
        "to_claim": role_items(db.session, actor, size=TO_CLAIM).rows if numbers.claim else (),
    }


def oversight_of(actor: Actor) -> dict[str, object]:
    """For reviewers, coordinators, admins: escalations, what they look after, loads, what is stuck."""
    now = request_time()
    reviews, looks_after = actor.may(Permission.REVIEW), actor.may(Permission.COORDINATE)
    return {
        "escalations": list_escalations(db.session, actor, "roles", size=ESCALATED).rows if reviews else None,
        "coordinated": coordinated_tickets(db.session, actor, size=OWN) if looks_after else (),
        "loads": load_of_people(db.session, actor, now=now) if reviews else None,
        "troubles": troubles_now(db.session, now=now) if actor.is_admin else None,
    }


def requests_of(actor: Actor) -> dict[str, object]:
    """One's own tickets, and what others did around one's work since yesterday's begin."""
    changes = changes_around(db.session, actor, since=day_start() - timedelta(days=1))
    return {
        "own": list_tickets(db.session, actor, TicketFilter(requester_id=actor.user_id), size=OWN).rows,
        "changes": tell_changes(changes),
    }


def day_start() -> datetime:
    """When the viewer's day began, in UTC."""
    zone = g.get("zone") or zone_of(viewer()) or UTC
    there = request_time().astimezone(zone)
    return there.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
