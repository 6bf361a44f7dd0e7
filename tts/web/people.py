"""People and roles: who is there, who is away, and what each role may do."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tts.domain.errors import DomainError
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.role_cards import role_card, role_cards
from tts.queries.roster import SHOWN, roster_page
from tts.queries.staff import known_addresses, last_turns
from tts.web.access import acting, requires
from tts.web.frame import request_time

people = Blueprint("people", __name__)

ROWS = 50
ROLE = "/people/roles/<int(max=2147483647):role_id>"
RIGHTS = [
    (Permission.DESIGN, "Design workflows", "make, change, initialize"),
    (Permission.PEOPLE, "Manage people", "invite, roles, leave"),
    (Permission.COORDINATE, "Coordinate", "transfer, reopen, cancel"),
    (Permission.REVIEW, "Review escalations", "act, return, reassign"),
    (Permission.REPORTS, "See reports", "load, promises kept"),
    (Permission.AUDIT, "See the audit log", "every change, by whom"),
    (Permission.ADMINISTER, "Administer", "all of these, and the settings"),
]
TABS = {
    "active": "Active",
    "away": "On leave",
    "contacts": "Contacts",
    "inactive": "Deactivated",
    "all": "All",
}


@people.get("/people")
@requires(Permission.PEOPLE)
def index() -> str:
    """The first role; everybody, while there is none."""
    roles = role_cards(db.session, acting(), now=request_time())
    return render_role(roles[0].id) if roles else render_everybody()


@people.get("/people/everybody")
@requires(Permission.PEOPLE)
def everybody() -> str:
    """All people by name, with a search."""
    return render_everybody()


@people.get(ROLE)
@requires(Permission.PEOPLE)
def show_role(role_id: int) -> str:
    """A role: its people and what it may do."""
    return render_role(role_id)


def render_everybody() -> str:
    """The page of all people; `q` narrows it, `show` chooses those on leave, contacts and so on."""
    now, search = request_time(), request.args.get("q", "")[:200]
    asked = request.args.get("show", "active")
    shown = asked if asked in SHOWN else "active"
    page = roster_page(
        db.session,
        acting(),
        now=now,
        search=search,
        show=shown,
        cursor=request.args.get("cursor"),
        limit=ROWS,
    )
    roles = role_cards(db.session, acting(), now=now)
    return render_template(
        "people/everybody.html", roles=roles, page=page, search=search, shown=shown, tabs=TABS
    )


def render_role(
    role_id: int, refusal: DomainError | None = None, form: str = "", typed: dict[str, object] | None = None
) -> str:
    """A role's page; `form` and `typed` are what a refused act wants to show again. Raises NotFound."""
    now, actor = request_time(), acting()
    return render_template(
        "people/role.html",
        role=role_card(db.session, actor, role_id, now=now),
        roles=role_cards(db.session, actor, now=now),
        page=roster_page(
            db.session,
            actor,
            now=now,
            role_id=role_id,
            show="all",
            cursor=request.args.get("cursor"),
            limit=ROWS,
        ),
        turns=last_turns(db.session, role_id),
        known=known_addresses(db.session),
        rights=RIGHTS,
        grantable=grantable(),
        refusal=refusal,
        form=form,
        typed=typed or {},
    )


def grantable() -> frozenset[Permission]:
    """The permissions the viewer may decide over: those they have."""
    return frozenset(permission for permission in Permission if acting().may(permission))
