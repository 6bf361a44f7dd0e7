"""Mail over a real line: what arrives, what the server's answers mean, and catching up when it was down."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from threading import Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.fixtures.mail import Mailbox
from tests.fixtures.ports import find_free_port
from tests.services.posting import MINUTE, SECOND, destination_of, message_of
from tts.adapters.couriers import couriers_of
from tts.adapters.mail import MailCourier, mail_courier
from tts.models import OutboxMessage
from tts.services.outbox import (
    Courier,
    Deliveries,
    Message,
    claim_messages,
    deliver_due,
    write_messages,
)

Db = scoped_session[Session]
SENDER = "TTS <tts@desk.example>"


def write(session: Db, to: str = "rita@demo.example", **payload: object) -> int:
    """Write a mail; its id."""
    usual = {
        "to": to,
        "name": "Rita",
        "subject": "TX1: late",
        "text": "It is late.",
        "html": "<p>It is late.",
    }
    write_messages(session(), [Message("mail", "notice", {**usual, **payload})], ticket_id=None, now=MORNING)
    session.commit()
    return session.scalars(sa.select(sa.func.max(OutboxMessage.id))).one()


def courier_to(url: str, timeout: float = 5) -> MailCourier:
    """The courier for a server, impatient."""
    courier = mail_courier(url, SENDER)
    assert courier is not None
    courier.timeout = timeout
    return courier


def deliver(session: Db, courier: Courier, now: datetime = MORNING) -> Deliveries:
    return deliver_due(session, {"mail": courier}, clock=lambda: now, dice=lambda: 0.0)


@pytest.fixture
def courier(mailbox: Mailbox) -> MailCourier:
    """The courier to the mailbox."""
    return courier_to(mailbox.url)


def test_text_and_html_arrive_over_one_connection(
    session: Db, mailbox: Mailbox, courier: MailCourier
) -> None:
    write(session, text="Die Tür klemmt.", html="<p>Die Tür klemmt.</p>", ticket_number="TX1")
    write(session, "otto@demo.example")
    assert deliver(session, courier) == Deliveries(2, 0)
    first = mailbox.letters[0]
    assert (first["Subject"], first["To"]) == ("TX1: late", "Rita <rita@demo.example>")
    plain, html = first.get_body(("plain",)), first.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content().strip() == "Die Tür klemmt."
    assert html.get_content().strip() == "<p>Die Tür klemmt.</p>"
    assert mailbox.recipients == [["rita@demo.example"], ["otto@demo.example"]]
    assert mailbox.connections == 1


def test_a_mail_whose_deliverer_was_killed_comes_again_with_the_same_message_id(
    session: Db, mailbox: Mailbox, courier: MailCourier
) -> None:
    message_id = write(session)
    deliver(session, courier)
    values = {"status": "waiting", "next_at": MORNING, "token": "killed"}
    session.execute(sa.update(OutboxMessage).values(values))
    session.commit()
    deliver(session, courier)
    key = message_of(session, message_id).key
    assert [letter["Message-ID"] for letter in mailbox.letters] == [f"<{key}@desk.example>"] * 2


def test_while_the_server_is_down_mail_waits_and_then_catches_up(
    session: Db, mailbox: Mailbox, courier: MailCourier
) -> None:
    mailbox.stop()
    ids = [write(session, subject=f"Number {number}") for number in range(5)]
    for number in range(5):
        assert deliver(session, courier, MORNING + number * SECOND).delivered == 0
    assert destination_of(session).open_until == MORNING + 4 * SECOND + MINUTE
    assert "cannot be used" in (message_of(session, ids[0]).remark or "")
    mailbox.start()
    assert deliver(session, courier, MORNING + 2 * MINUTE) == Deliveries(5, 0)
    assert {letter["Subject"] for letter in mailbox.letters} == {f"Number {number}" for number in range(5)}


def test_a_line_that_was_cut_is_opened_anew(session: Db, mailbox: Mailbox, courier: MailCourier) -> None:
    write(session)
    (claimed,) = claim_messages(session, ["mail"], token="t", now=MORNING, limit=1)
    courier.send(claimed)
    mailbox.stop()
    mailbox.start()
    courier.send(claimed)
    courier.close()
    assert len(mailbox.letters) == 2


def test_a_recipient_nobody_knows_fails_at_once_with_the_servers_words_and_the_others_get_theirs(
    session: Db, mailbox: Mailbox, courier: MailCourier
) -> None:
    mailbox.refusals["nobody@demo.example"] = "550 5.1.1 Nobody of that name"
    bad, good = write(session, "nobody@demo.example"), write(session)
    assert deliver(session, courier) == Deliveries(1, 1)
    row = message_of(session, bad)
    assert (row.status, row.remark) == ("failed", "The mail server said: 550 5.1.1 Nobody of that name")
    assert message_of(session, good).status == "delivered"
    assert destination_of(session).failures == 0


@pytest.mark.parametrize("answer", ["450 4.2.1 Come back later", "452 Mailbox full"])
def test_a_recipient_who_cannot_take_mail_now_is_tried_again_and_hurts_nobody_else(
    session: Db, mailbox: Mailbox, courier: MailCourier, answer: str
) -> None:
    mailbox.refusals["full@demo.example"] = answer
    full = write(session, "full@demo.example")
    write(session)
    assert deliver(session, courier) == Deliveries(1, 1)
    row = message_of(session, full)
    assert (row.status, row.remark) == ("waiting", f"The mail server said: {answer}")
    mailbox.refusals.clear()
    assert deliver(session, courier, MORNING + MINUTE) == Deliveries(1, 0)


@pytest.mark.parametrize(
    ("answer", "status", "failures"),
    [("554 Looks like spam", "failed", 0), ("451 Try again", "waiting", 0), ("421 Going down", "waiting", 1)],
)
def test_what_the_server_says_of_the_letter_itself_counts(
    session: Db, mailbox: Mailbox, courier: MailCourier, answer: str, status: str, failures: int
) -> None:
    mailbox.answer = answer
    message_id = write(session)
    deliver(session, courier)
    row = message_of(session, message_id)
    assert row.status == status
    assert answer in (row.remark or "")
    assert destination_of(session).failures == failures


def test_what_is_no_address_fails_without_a_word_to_the_server(
    session: Db, mailbox: Mailbox, courier: MailCourier
) -> None:
    message_id = write(session, "rita@demo.example, otto@demo.example")
    deliver(session, courier)
    assert message_of(session, message_id).status == "failed"
    assert mailbox.connections == 0


def test_a_server_that_cannot_turn_to_tls_gets_neither_mail_nor_password(
    session: Db, mailbox: Mailbox
) -> None:
    message_id = write(session)
    courier = courier_to(f"smtp://desk:hunter2@127.0.0.1:{mailbox.port}")
    assert deliver(session, courier) == Deliveries(0, 1)
    remark = message_of(session, message_id).remark or ""
    assert "STARTTLS" in remark
    assert "hunter2" not in remark
    assert mailbox.letters == []


def test_certificates_are_verified(mailbox: Mailbox) -> None:
    trusted = courier_to(f"smtps://127.0.0.1:{mailbox.port}").trusted
    assert (trusted.verify_mode, trusted.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_server_that_says_nothing_is_given_up_after_a_while(session: Db, mute_port: int) -> None:
    message_id = write(session)
    courier = courier_to(f"smtp://127.0.0.1:{mute_port}?starttls=0", timeout=0.2)
    assert deliver(session, courier) == Deliveries(0, 1)
    assert "cannot be used" in (message_of(session, message_id).remark or "")
    assert destination_of(session).failures == 1


def test_a_server_that_greets_with_a_refusal_is_at_fault_itself(session: Db) -> None:
    port = find_free_port()
    server = socket.create_server(("127.0.0.1", port))

    def refuse() -> None:
        line, _ = server.accept()
        with line:
            line.sendall(b"554 Not today\r\n")

    thread = Thread(target=refuse)
    thread.start()
    message_id = write(session)
    deliver(session, courier_to(f"smtp://127.0.0.1:{port}?starttls=0"))
    thread.join()
    server.close()
    assert "554 Not today" in (message_of(session, message_id).remark or "")
    assert destination_of(session).failures == 1


def test_mail_has_a_courier_only_where_it_is_set_up(mailbox: Mailbox) -> None:
    assert couriers_of({"MAIL_URL": None, "MAIL_FROM": None}) == {}
    assert list(couriers_of({"MAIL_URL": mailbox.url, "MAIL_FROM": SENDER})) == ["mail"]
