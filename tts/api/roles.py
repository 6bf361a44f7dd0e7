"""Roles: looking them up, and for who manages people making and changing them."""

from __future__ import annotations

from collections.abc import Callable

from flask import url_for

from tts.api.contract.doors import Answer, Seen
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.paging import Part, list_json
from tts.api.people_bodies import RoleSent
from tts.api.people_shapes import RoleJson, RoleRowJson, role_json, role_row_json
from tts.api.repeats import afterwards
from tts.api.seen import is_as_read
from tts.api.shapes import Listed
from tts.clock import current_time
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.directory import list_roles
from tts.queries.role_cards import role_card
from tts.services import people
from tts.services.expected import act_on_people_as_read
from tts.services.people.work import offer_work

ROLE = "/roles/<int:role_id>/"
GROUP = "Roles"


def _as_read(act: Callable[[], Answer], role_id: int) -> Callable[[], Answer]:
    """The act, if the role is still as its page was read."""
    return lambda: act_on_people_as_read(db.session, lambda: is_as_read(show_role(role_id)), act)


SEEN_ROLE = Seen("/api/roles/{role_id}/", guard=_as_read)


@door("GET", "/roles/", GROUP, asks=Part, gives={200: Listed[RoleRowJson]})
def index_roles(asked: Part) -> Answer:
    """List the active roles; people without any role see none."""
    page = list_roles(db.session, calling(), cursor=asked.cursor, size=asked.size, offset=asked.offset)
    return Answer(list_json(page, asked, role_row_json))


@door("GET", ROLE, GROUP, gives={200: RoleJson})
def show_role(role_id: int) -> Answer:
    """See one role with its permissions and what hangs on it; for who manages people."""
    return Answer(_role(role_id))


@door("POST", "/roles/", GROUP, takes=RoleSent, gives={201: RoleJson}, scope=Scope.PEOPLE, refuses=[409])
def create_role(sent: RoleSent) -> Answer:
    """Make a role, with permissions that you have yourself."""
    new = people.NewRole(sent.name, sent.description, sent.rights)
    role_id = people.create_role(db.session, new, actor=calling(), now=current_time())
    return Answer(_role(role_id), 201, url_for("api.show_role", role_id=role_id))


@door(
    "PUT",
    ROLE,
    GROUP,
    takes=RoleSent,
    gives={200: RoleJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_ROLE,
)
def change_role(role_id: int, sent: RoleSent) -> Answer:
    """Change a role's name, description and permissions; with fewer, its members' tokens end."""
    people.change_role(
        db.session,
        role_id,
        sent.name,
        sent.description,
        sent.rights,
        actor=calling(),
        now=current_time(),
    )
    return Answer(_role(role_id))


@door("DELETE", ROLE, GROUP, gives={204: None}, scope=Scope.PEOPLE, refuses=[409], seen=SEEN_ROLE)
def delete_role(role_id: int) -> Answer:
    """Delete a role that nothing hangs on; deactivate any other."""
    people.delete_role(db.session, role_id, actor=calling(), now=current_time())
    return Answer(status=204)


@door(
    "POST",
    ROLE + "deactivation/",
    GROUP,
    takes=Nothing,
    gives={200: RoleJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_ROLE,
)
def deactivate_role(role_id: int, sent: Nothing) -> Answer:
    """Take a role out of use: it gives no work and no permissions any more."""
    return _act(role_id, people.deactivate_role)


@door(
    "POST",
    ROLE + "activation/",
    GROUP,
    takes=Nothing,
    gives={200: RoleJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_ROLE,
)
def activate_role(role_id: int, sent: Nothing) -> Answer:
    """Put a role back into use, with its members."""
    actor, now = calling(), current_time()
    afterwards(lambda: offer_work(db.session, [role_id], actor=actor, now=now))
    return _act(role_id, people.activate_role)


def _act(role_id: int, act: Callable[..., object]) -> Answer:
    act(db.session, role_id, actor=calling(), now=current_time())
    return Answer(_role(role_id))


def _role(role_id: int) -> RoleJson:
    return role_json(role_card(db.session, calling(), role_id, now=current_time()))
