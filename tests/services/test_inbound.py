"""Messages of Auth and of the help desk: once in effect, in whatever order, and none lost without a trace."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.desk import Desk, open_desk
from tests.services.test_source_tickets import LATER, NUMBER, sent
from tts.domain import contract
from tts.domain.errors import NotPermitted, Refused
from tts.domain.words import InboundStatus
from tts.models import InboundMessage, Membership, Role, Ticket, User
from tts.services.inbound import (
    Letter,
    discard_letter,
    handlers,
    refuse_letter,
    retry_letter,
    retry_letters,
    take_in,
)


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def deliver(desk: Desk, task: str, payload: Any, key: str = "m-1") -> InboundStatus:
    letter = Letter(key, contract.QUEUES.get(task, "some.queue"), task, [payload])
    return take_in(desk.session, letter, now=LATER)


def kept(desk: Desk, key: str = "m-1") -> InboundMessage:
    desk.session.expire_all()
    return desk.session.scalars(sa.select(InboundMessage).where(InboundMessage.key == key)).one()


def role(**changes: Any) -> dict[str, Any]:
    return {
        "role_id": 70,
        "name": "Network",
        "system": "tts",
        "description": "Cables.",
        "is_custom": True,
        "created_at": "2026-11-02T08:00:00Z",
        "action": "create",
        **changes,
    }


def member(**changes: Any) -> dict[str, Any]:
    return {
        "user_system_role_id": 5,
        "user_id": 900,
        "user_email": "nora@works.example",
        "user_full_name": "Nora Neumann",
        "department": "IT",
        "system": "tts",
        "role_id": 70,
        "role_name": "Network",
        "assigned_at": "2026-11-02T08:00:00Z",
        "is_active": True,
        "settings": {},
        "action": "create",
        **changes,
    }


def has_role(desk: Desk, email: str, name: str) -> bool:
    found = desk.session.scalar(
        sa.select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .join(Role, Role.id == Membership.role_id)
        .where(User.email == email, Role.name == name, Role.is_active)
    )
    return found is not None


def test_a_role_and_then_its_member(desk: Desk) -> None:
    assert deliver(desk, contract.ROLE_SYNC, role(), "r") is InboundStatus.APPLIED
    assert deliver(desk, contract.MEMBER_SYNC, member(), "m") is InboundStatus.APPLIED
    assert has_role(desk, "nora@works.example", "Network")


def test_a_member_before_the_role_waits_for_it(desk: Desk) -> None:
    assert deliver(desk, contract.MEMBER_SYNC, member(), "m") is InboundStatus.APPLIED
    assert not has_role(desk, "nora@works.example", "Network")
    deliver(desk, contract.ROLE_SYNC, role(), "r")
    assert has_role(desk, "nora@works.example", "Network")


@pytest.mark.parametrize("gone", [{"action": "delete"}, {"action": "update", "is_active": False}])
def test_who_loses_a_role_there_loses_it_here(desk: Desk, gone: dict[str, Any]) -> None:
    deliver(desk, contract.ROLE_SYNC, role(), "r")
    deliver(desk, contract.MEMBER_SYNC, member(), "m1")
    assert deliver(desk, contract.MEMBER_SYNC, member(**gone), "m2") is InboundStatus.APPLIED
    assert not has_role(desk, "nora@works.example", "Network")


def test_a_status_whose_ticket_was_taken_in_by_somebody_stopped_right_after_is_applied_by_its_next_delivery(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = {"ticket_number": NUMBER, "status": "Withdrawn"}
    assert deliver(desk, contract.TICKET_STATUS, status, "s") is InboundStatus.WAITING
    with monkeypatch.context() as stopped:
        stopped.setattr(
            sys.modules["tts.services.inbound.take_in"], "retry_waiting", lambda *args, **named: 0
        )
        assert deliver(desk, contract.TICKET, sent(), "t") is InboundStatus.APPLIED
    assert kept(desk, "s").status == "waiting"
    assert deliver(desk, contract.TICKET, sent(), "t") is InboundStatus.APPLIED
    assert kept(desk, "s").status == "applied"


def test_a_ticket_three_times_is_one_and_its_early_status_waits_for_it(desk: Desk) -> None:
    status = {"ticket_number": NUMBER, "status": "Withdrawn"}
    assert deliver(desk, contract.TICKET_STATUS, status, "s") is InboundStatus.WAITING
    assert kept(desk, "s").waits_for == f"ticket:{NUMBER}"
    for key in ("t1", "t2", "t3"):
        assert deliver(desk, contract.TICKET, sent(), key) is InboundStatus.APPLIED
    assert desk.session.scalars(sa.select(Ticket.status)).all() == ["Withdrawn"]
    assert kept(desk, "s").status == "applied"


def test_the_same_message_again_is_not_looked_at_again(desk: Desk) -> None:
    deliver(desk, contract.TICKET, sent(), "same")
    deliver(desk, contract.TICKET, sent(subject="Other words", update_date=None), "same")
    assert desk.session.scalars(sa.select(Ticket.subject)).all() == ["Laptop does not start"]


@pytest.mark.parametrize(
    ("task", "payload", "word"),
    [
        ("os.system", {}, "no task"),
        (contract.ROLE_SYNC, {}, "system"),
        (contract.ROLE_SYNC, role(action="explode"), "create, update or delete"),
        (contract.ROLE_SYNC, role(role_id=None), "role_id"),
        (contract.ROLE_SYNC, "no object", "one argument"),
        (contract.MEMBER_SYNC, member(user_email="no address"), "not an e-mail address"),
        (contract.MEMBER_SYNC, member(is_active="perhaps"), "is_active"),
        (contract.TICKET, sent(ticket_number=None), "number"),
        (contract.TICKET_STATUS, {"ticket_number": NUMBER, "status": "Exploded"}, "Closed or Withdrawn"),
        (contract.TICKET_STATUS, {"status": "Closed"}, "has not come in"),
    ],
)
def test_what_cannot_be_applied_is_kept_with_the_reason_and_changes_nothing(
    desk: Desk, task: str, payload: Any, word: str
) -> None:
    assert deliver(desk, task, payload) is InboundStatus.REFUSED
    row = kept(desk)
    assert word in (row.reason or "")
    assert (row.body, row.settled_at) == ([payload], LATER)
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0


def test_a_fault_of_ours_is_kept_too_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(handlers, "receive_ticket", fail)
    assert deliver(desk, contract.TICKET, sent()) is InboundStatus.REFUSED
    assert "a fault of ours" in (kept(desk).reason or "")
    monkeypatch.undo()
    assert retry_letter(desk.session, kept(desk).id, actor=desk.cast.ada, now=LATER) is InboundStatus.APPLIED
    assert (kept(desk).status, kept(desk).attempts) == ("applied", 2)


def test_only_admins_mend_and_only_what_is_not_settled(desk: Desk) -> None:
    deliver(desk, contract.TICKET, sent(subject=""))
    message_id = kept(desk).id
    for stranger in (desk.cast.otto, desk.cast.alice, desk.cast.cora):
        with pytest.raises(NotPermitted):
            discard_letter(desk.session, message_id, actor=stranger, now=LATER)
    discard_letter(desk.session, message_id, actor=desk.cast.ada, now=LATER)
    with pytest.raises(Refused, match="discarded already"):
        retry_letter(desk.session, message_id, actor=desk.cast.ada, now=LATER)
    assert deliver(desk, contract.TICKET, sent()) is InboundStatus.APPLIED
    assert desk.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 0


def test_what_is_no_message_at_all_is_kept_by_its_beginning(desk: Desk) -> None:
    letter = Letter("raw-1", "tts.role.sync", "?", [])
    refuse_letter(desk.session, letter, "It is no JSON.", "x" * 10_000, now=LATER)
    row = kept(desk, "raw-1")
    assert (row.status, row.reason, row.body, len(row.excerpt or "")) == (
        "refused",
        "It is no JSON.",
        None,
        4000,
    )
    with pytest.raises(Refused, match="could not be read"):
        retry_letter(desk.session, row.id, actor=desk.cast.ada, now=LATER)
    discard_letter(desk.session, row.id, actor=desk.cast.ada, now=LATER)


@pytest.mark.parametrize("address", ["Nora@works.example", "nora.neumann@works.example"])
@pytest.mark.parametrize("at_once", [True, False])
def test_an_old_grant_tried_again_does_not_give_back_a_role_taken_since(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, at_once: bool, address: str
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    deliver(desk, contract.ROLE_SYNC, role(), "r")
    monkeypatch.setattr(handlers, "sync_membership", fail)
    assert deliver(desk, contract.MEMBER_SYNC, member(), "old") is InboundStatus.REFUSED
    other = member(user_email="olga@works.example", user_id=901)
    assert deliver(desk, contract.MEMBER_SYNC, other, "other") is InboundStatus.REFUSED
    monkeypatch.undo()
    gone = member(action="delete", user_email=address, role_id="70")
    assert deliver(desk, contract.MEMBER_SYNC, gone, "new") is InboundStatus.APPLIED
    if at_once:
        assert retry_letters(desk.session, actor=desk.cast.ada, now=LATER) == (2, 1)
        assert has_role(desk, "olga@works.example", "Network")
    else:
        fate = retry_letter(desk.session, kept(desk, "old").id, actor=desk.cast.ada, now=LATER)
        assert fate is InboundStatus.DISCARDED
    assert not has_role(desk, "nora@works.example", "Network")
    assert (kept(desk, "old").status, "out of date" in (kept(desk, "old").reason or "")) == (
        "discarded",
        True,
    )


@pytest.mark.parametrize(
    ("task", "payload"),
    [
        (contract.ROLE_SYNC, role(role_id="7" * 20_000)),
        (contract.MEMBER_SYNC, member(user_id="9" * 20_000)),
        (contract.TICKET_STATUS, {"ticket_number": "X" * 20_000, "status": "Closed"}),
        (contract.TICKET, sent(submit_date="0001-01-01T00:00:00+14:00")),
    ],
)
def test_what_no_index_could_hold_is_refused_and_the_next_message_is_taken(
    desk: Desk, task: str, payload: Any
) -> None:
    assert deliver(desk, task, payload, "bad") is InboundStatus.REFUSED
    assert "SQL" not in str(kept(desk, "bad").reason)
    assert deliver(desk, contract.ROLE_SYNC, role(), "good") is InboundStatus.APPLIED
