"""People and roles: who is there, who is away, and what each role may do."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from tts.domain.errors import DomainError, NotFound
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.staff import (
    RoleLine,
    count_staff,
    known_addresses,
    list_staff,
    members_of,
    role_lines,
    role_use,
)
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


@people.get("/people")
@requires(Permission.PEOPLE)
def index() -> str:
    """The first role; everybody, while there is none."""
    roles = role_lines(db.session, now=request_time())
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
    """The page of all people; `q` narrows it."""
    now, search = request_time(), request.args.get("q", "")[:200]
    start = (max(1, min(request.args.get("page", 1, type=int), 100_000)) - 1) * ROWS
    found = list_staff(db.session, search=search, now=now, limit=ROWS + 1, offset=start)
    return render_template(
        "people/everybody.html",
        roles=role_lines(db.session, now=now),
        members=found[:ROWS],
        count=count_staff(db.session, search),
        search=search,
        start=start,
        rows_shown=ROWS,
        has_more=len(found) > ROWS,
    )


def render_role(
    role_id: int, refusal: DomainError | None = None, form: str = "", typed: dict[str, object] | None = None
) -> str:
    """A role's page; `form` and `typed` are what a refused act wants to show again. Raises NotFound."""
    now = request_time()
    roles = role_lines(db.session, now=now)
    return render_template(
        "people/role.html",
        roles=roles,
        role=find_role(roles, role_id),
        use=role_use(db.session, role_id),
        members=members_of(db.session, role_id, now=now),
        known=known_addresses(db.session),
        rights=RIGHTS,
        grantable=grantable(),
        refusal=refusal,
        form=form,
        typed=typed or {},
    )


def find_role(roles: list[RoleLine], role_id: int) -> RoleLine:
    """The role of that id; raises NotFound."""
    found = next((role for role in roles if role.id == role_id), None)
    if found is None:
        raise NotFound("There is no such role. The list at the left shows those there are.")
    return found


def grantable() -> frozenset[Permission]:
    """The permissions the viewer may decide over: those they have."""
    return frozenset(permission for permission in Permission if acting().may(permission))
