"""What Auth and HDTS say over a real RabbitMQ comes into effect once, in whatever order and however often."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.broker.neighbours import MEMBER, ROLE, STATUS, TICKET, Neighbour, decided, member, role, ticket
from tests.desk import Desk
from tests.fixtures.rabbit import Rabbit
from tts.models import InboundMessage, Membership, PersonLink, Role, Ticket, User

Read = Callable[[], int]


def statuses(desk: Desk) -> list[str]:
    return list(desk.session.scalars(sa.select(InboundMessage.status).order_by(InboundMessage.id)))


def members_of(desk: Desk, name: str) -> set[str]:
    found = (
        sa.select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .join(Role, Role.id == Membership.role_id)
        .where(Role.name == name)
    )
    return set(desk.session.scalars(found))


def test_a_ticket_of_hdts_is_submitted_with_everything_it_said(
    desk: Desk, neighbour: Neighbour, read: Read
) -> None:
    neighbour.say(TICKET, ticket("TX20261102000001", shoe_size=43))
    assert read() == 1
    found = desk.session.scalars(sa.select(Ticket)).one()
    assert (found.number, found.source, found.external_id) == (
        "TX20261102000001",
        "hdts",
        "TX20261102000001",
    )
    assert found.payload == ticket("TX20261102000001", shoe_size=43)
    assert found.status != "Unmatched"
    assert statuses(desk) == ["applied"]
    assert neighbour.left("TICKET_TASKS_PRODUCTION") == 0


def test_each_message_three_times_is_once_in_effect(desk: Desk, neighbour: Neighbour, read: Read) -> None:
    for key in ("one", "one", "another"):
        neighbour.say(ROLE, role(71, "Welder"), key=f"role-{key}")
        neighbour.say(MEMBER, member(71, 71, "Welder"), key=f"member-{key}")
        neighbour.say(TICKET, ticket("TX20261102000002"), key=f"ticket-{key}")
    assert read() == 9
    assert members_of(desk, "Welder") == {"person71@demo.example"}
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 1
    assert statuses(desk) == ["applied"] * 6


def test_a_membership_before_its_role_waits_for_it(desk: Desk, neighbour: Neighbour, read: Read) -> None:
    neighbour.say(MEMBER, member(72, 72, "Welder"))
    read()
    assert members_of(desk, "Welder") == set()
    neighbour.say(ROLE, role(72, "Welder"))
    read()
    assert members_of(desk, "Welder") == {"person72@demo.example"}
    assert desk.session.scalars(sa.select(PersonLink.external_id)).all() == ["72"]


def test_a_status_before_its_ticket_waits_for_it(desk: Desk, neighbour: Neighbour, read: Read) -> None:
    neighbour.say(STATUS, decided("TX20261102000003", "Withdrawn", feedback="Found it."))
    read()
    assert statuses(desk) == ["waiting"]
    neighbour.say(TICKET, ticket("TX20261102000003"))
    read()
    assert statuses(desk) == ["applied", "applied"]
    assert desk.session.scalars(sa.select(Ticket.status)).all() == ["Withdrawn"]


def test_roles_of_other_systems_do_not_concern_us(desk: Desk, neighbour: Neighbour, read: Read) -> None:
    neighbour.say(ROLE, role(73, "Nurse", system="hospital"))
    neighbour.say(MEMBER, member(73, 73, "Nurse", system="hospital"))
    neighbour.say(MEMBER, member(74, 12, "Ticket Coordinator", system="hdts"))
    neighbour.say(ROLE, role(12, "Ticket Coordinator", system="hdts"))
    read()
    assert desk.session.scalar(sa.select(Role.id).where(Role.name == "Nurse")) is None
    assert "person74@demo.example" in members_of(desk, "Ticket Coordinator")


def test_what_auth_says_waits_for_the_one_who_reads_it_so_that_its_order_is_kept(
    desk: Desk, neighbour: Neighbour, rabbit: Rabbit, read: Read
) -> None:
    neighbour.say(ROLE, role(77, "Welder"))
    with rabbit.connect() as line:
        line.channel().basic_consume("tts.role.sync", exclusive=True, callback=lambda message: None)
        neighbour.say(TICKET, ticket("TX20261102000004"))
        assert read() == 1
        assert members_of(desk, "Welder") == set()
    assert read() == 1
    assert statuses(desk) == ["applied", "applied"]


POISON = {
    "no JSON": ("{{{", {}, "no JSON"),
    "not text": (b"\xff\xfe\x00", {}, "UTF-8"),
    "NUL": ('[[{"name": "a\\u0000b"}], {}, {}]', {}, "NUL"),
    "half a character": ('[[{"name": "\\ud800"}], {}, {}]', {}, "half a character"),
    "no number": ("[[NaN], {}, {}]", {}, "no number"),
    "too deep": ("[" * 100_000, {}, "no JSON"),
    "pickle": (b"\x80\x04.", {"content_type": "application/x-python-serialize"}, "application/json is taken"),
    "compressed": ("x", {"application_headers": {"compression": "application/zlib"}}, "compressed"),
    "protocol 1": (
        '{"task": "role.tasks.sync_role", "id": "1", "args": [{}], "kwargs": {}}',
        {"application_headers": {}},
        "protocol 1",
    ),
    "no headers": ("[[{}], {}, {}]", {"application_headers": {}}, "no task and no id"),
    "a list of two": ("[[], {}]", {}, "list of three"),
    "named arguments": ('[[], {"role_data": {}}, {}]', {}, "by their position"),
    "10 MB": ('[["' + "x" * 10_000_000 + '"], {}, {}]', {}, "bytes long"),
}


@pytest.mark.parametrize("name", POISON)
def test_what_is_no_message_is_put_aside_where_admins_see_it(
    name: str, desk: Desk, neighbour: Neighbour, read: Read
) -> None:
    body, properties, why = POISON[name]
    usual = {"application_headers": {"task": "role.tasks.sync_role", "id": "bad", "lang": "py"}}
    neighbour.say_raw("tts.role.sync", body, **{**usual, **properties})
    neighbour.say(ROLE, role(75, "Welder"))
    assert read() == 2
    bad, good = desk.session.scalars(sa.select(InboundMessage).order_by(InboundMessage.id)).all()
    assert (bad.status, bad.queue, good.status) == ("refused", "tts.role.sync", "applied")
    assert why in (bad.reason or "")
    assert bad.excerpt is not None
    assert len(bad.excerpt) <= 4000
    assert neighbour.left("tts.role.sync") == 0


@pytest.mark.parametrize(
    ("to", "args", "why"),
    [
        (ROLE, [{**role(76, "Welder"), "name": None}], "name"),
        (ROLE, [{**role(76, "Welder"), "role_id": [1]}], "role_id"),
        (ROLE, [{**role(76, "Welder"), "action": "explode"}], "action"),
        (MEMBER, [{**member(76, 1, "Agent"), "user_email": "no address"}], "address"),
        (MEMBER, [{**member(76, 1, "Agent"), "user_id": {"a": 1}}], "user_id"),
        (MEMBER, ["text"], "one argument"),
        (TICKET, [], "one argument"),
        (TICKET, [{"subject": 4}], "number"),
        (STATUS, [decided("TX20261102000009", "Eaten")], "Closed or Withdrawn"),
        (("no.such.task", "tts.role.sync"), [{}], "no task"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason_and_changes_nothing(
    to: tuple[str, str], args: list[object], why: str, desk: Desk, neighbour: Neighbour, read: Read
) -> None:
    people = desk.session.scalar(sa.select(sa.func.count()).select_from(User))
    neighbour.say(to, *args)
    assert read() == 1
    row = desk.session.scalars(sa.select(InboundMessage)).one()
    assert (row.status, why in (row.reason or "")) == ("refused", True), row.reason
    assert (row.task, row.queue, row.body) == (*to, args)
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(User)) == people
