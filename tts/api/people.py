"""People: looking them up, making them, letting them in and shutting them out."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from flask import url_for

from tts.api.contract.doors import Answer, Seen
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.paging import list_json
from tts.api.people_bodies import NewPerson, PeopleAsked, PersonChange, RoleGiven, RosterAsked
from tts.api.people_shapes import (
    PasswordMade,
    PersonMade,
    RosterRowJson,
    UserJson,
    UserRowJson,
    roster_row_json,
    user_json,
    user_row_json,
)
from tts.api.repeats import afterwards
from tts.api.seen import is_as_read
from tts.api.shapes import Listed
from tts.clock import current_time
from tts.domain.errors import Refused
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.queries.directory import list_people
from tts.queries.role_cards import person_card
from tts.queries.roster import roster_page
from tts.services import people
from tts.services.expected import act_on_people_as_read, act_together
from tts.services.people.work import offer_work

USER = "/users/<int:user_id>/"
GROUP = "People"


def _as_read(act: Callable[[], Answer], user_id: int, **path: int) -> Callable[[], Answer]:
    """The act, if the person is still as their page was read."""
    return lambda: act_on_people_as_read(db.session, lambda: is_as_read(show_user(user_id)), act)


SEEN_USER = Seen("/api/users/{user_id}/", guard=_as_read)


@door("GET", "/users/", GROUP, asks=PeopleAsked, gives={200: Listed[UserRowJson]})
def index_users(asked: PeopleAsked) -> Answer:
    """List the active people by name; people without any role see themselves alone."""
    page = list_people(
        db.session,
        calling(),
        search=asked.search,
        role_id=asked.role_id,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
    )
    return Answer(list_json(page, asked, user_row_json))


@door("GET", "/roster/", GROUP, asks=RosterAsked, gives={200: Listed[RosterRowJson]})
def index_roster(asked: RosterAsked) -> Answer:
    """List people for those who manage them: what they hold, who is away, who is shut out."""
    page = roster_page(
        db.session,
        calling(),
        now=current_time(),
        search=asked.search,
        role_id=asked.role_id,
        show=asked.show,
        cursor=asked.cursor,
        limit=asked.size,
        offset=asked.offset,
    )
    return Answer(list_json(page, asked, roster_row_json))


@door("GET", "/me/", GROUP, gives={200: UserJson})
def show_me() -> Answer:
    """See yourself: your roles, your time zone, when you are away."""
    return Answer(_user(calling().user_id or 0))


@door("GET", USER, GROUP, gives={200: UserJson})
def show_user(user_id: int) -> Answer:
    """See one person: yourself, or anybody for who manages people."""
    return Answer(_user(user_id))


@door(
    "POST",
    "/users/",
    GROUP,
    takes=NewPerson,
    gives={201: PersonMade},
    scope=Scope.PEOPLE,
    refuses=[404, 409],
)
def create_user(sent: NewPerson) -> Answer:
    """Make a person, or a program's account, with their roles."""
    made_up = None if sent.service or sent.password else make_up_password()
    password = None if sent.service else sent.password or made_up
    new = people.NewUser(sent.email, sent.name, password, sent.role_ids, is_service=sent.service)
    actor, now = calling(), current_time()
    user_id = people.create_user(db.session, new, actor=actor, now=now)
    afterwards(lambda: offer_work(db.session, sent.role_ids, actor=actor, now=now))
    answer: PersonMade = {**_user(user_id), "password": made_up}
    address = url_for("api.show_user", user_id=user_id)
    return Answer(answer, 201, address, kept={**answer, "password": None})


@door(
    "PUT",
    USER,
    GROUP,
    takes=PersonChange,
    gives={200: UserJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def change_user(user_id: int, sent: PersonChange) -> Answer:
    """Change what a person is called, their address, their time zone.

    Your own name and zone are yours to change.
    """
    act_together(db.session, lambda: _change(user_id, sent))
    return Answer(_user(user_id))


@door(
    "POST",
    USER + "password/",
    GROUP,
    takes=Nothing,
    gives={200: PasswordMade},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def reset_password(user_id: int, sent: Nothing) -> Answer:
    """Give somebody a made-up password, told this once; their sessions and tokens end.

    Your own is changed on your own page, with the present one.
    """
    actor, now = calling(), current_time()
    person_card(db.session, actor, user_id, now=now)
    if user_id == actor.user_id:
        raise Refused("Change your own password on your own page: it takes the present one.")
    password = make_up_password()
    people.set_password(db.session, user_id, password, actor=actor, now=now)
    answer: PasswordMade = {"user_id": user_id, "password": password}
    return Answer(answer, kept={**answer, "password": None})


@door(
    "POST",
    USER + "deactivation/",
    GROUP,
    takes=Nothing,
    gives={200: UserJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def deactivate_user(user_id: int, sent: Nothing) -> Answer:
    """Shut somebody out: sessions and tokens end, their open items go to others, their history stays."""
    return _act(user_id, people.deactivate_user)


@door(
    "POST",
    USER + "activation/",
    GROUP,
    takes=Nothing,
    gives={200: UserJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def activate_user(user_id: int, sent: Nothing) -> Answer:
    """Let somebody in again, in the roles they have."""
    answer = _act(user_id, people.activate_user)
    actor, now = calling(), current_time()
    roles = [role.id for role in person_card(db.session, actor, user_id, now=now).person.roles]
    afterwards(lambda: offer_work(db.session, roles, actor=actor, now=now))
    return answer


@door(
    "POST",
    USER + "roles/",
    GROUP,
    takes=RoleGiven,
    gives={200: UserJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def give_role(user_id: int, sent: RoleGiven) -> Answer:
    """Give somebody a role; what waits in it is given out."""
    actor, now = calling(), current_time()
    person_card(db.session, actor, user_id, now=now)
    people.add_member(db.session, sent.role_id, user_id, actor=actor, now=now)
    afterwards(lambda: offer_work(db.session, [sent.role_id], actor=actor, now=now))
    return Answer(_user(user_id))


@door(
    "DELETE",
    USER + "roles/<int:role_id>/",
    GROUP,
    gives={200: UserJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_USER,
)
def take_role(user_id: int, role_id: int) -> Answer:
    """Take a role from somebody; their open items for it go to others, and their tokens end."""
    actor, now = calling(), current_time()
    person_card(db.session, actor, user_id, now=now)
    people.remove_member(db.session, role_id, user_id, actor=actor, now=now)
    return Answer(_user(user_id))


def _change(user_id: int, sent: PersonChange) -> None:
    actor, now = calling(), current_time()
    name = sent.name or person_card(db.session, actor, user_id, now=now).person.name
    people.rename_user(db.session, user_id, name, email=sent.email or None, actor=actor, now=now)
    if sent.time_zone:
        people.set_time_zone(db.session, user_id, sent.time_zone, actor=actor, now=now)


def make_up_password() -> str:
    """A password nobody chose, 96 bits of it."""
    return secrets.token_urlsafe(12)


def _act(user_id: int, act: Callable[..., object]) -> Answer:
    person_card(db.session, calling(), user_id, now=current_time())
    act(db.session, user_id, actor=calling(), now=current_time())
    return Answer(_user(user_id))


def _user(user_id: int) -> UserJson:
    return user_json(person_card(db.session, calling(), user_id, now=current_time()))
