"""The picture of its ticket in a mail: what its reader may see when it leaves, and no mail waits for it."""

from __future__ import annotations

import logging
from email.message import EmailMessage, MIMEPart

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.adapters.test_mail import SENDER
from tests.adapters.test_png import size_of
from tests.cast import deactivate
from tests.desk import Desk, open_desk
from tests.fixtures.mail import Mailbox
from tests.services.telling import LATER, wish
from tests.services.test_statements import counted
from tests.workflows import Arrow, Place, Plan
from tts.adapters import mail_pictures
from tts.adapters.mail import mail_courier
from tts.adapters.mail_pictures import find_travel, ticket_pictures
from tts.adapters.notification_letters import letter_writer
from tts.domain.permissions import Actor
from tts.models import OutboxMessage, Task
from tts.services.escalations import escalate_item
from tts.services.notifications import hand_out_notices
from tts.services.outbox import ClaimedMessage, Deliveries, deliver_due
from tts.services.tasks import transfer_item
from tts.services.tickets import SubmittedTicket

HOSTILE = "<script>\"&'Tr\u202eiage"


@pytest.fixture
def desk(session: scoped_session[Session]) -> Desk:
    """A desk with the support workflow."""
    return open_desk(session)


def write(desk: Desk) -> None:
    """Hand out what people are told; the mails wait."""
    compose = letter_writer("https://desk.example")
    while hand_out_notices(desk.session, compose=compose, now=LATER):
        pass


def deliver(desk: Desk, mailbox: Mailbox) -> Deliveries:
    bind = desk.session.get_bind()
    courier = mail_courier(mailbox.url, SENDER, timeout=5, illustrate=ticket_pictures(bind))
    assert courier is not None
    return deliver_due(desk.session, {"mail": courier}, clock=lambda: LATER)


def letters_to(mailbox: Mailbox, actor: Actor) -> list[EmailMessage]:
    return [letter for letter in mailbox.letters if actor.email in letter["To"]]


def picture_of(letter: EmailMessage) -> MIMEPart | None:
    """The picture in a letter, if it has one."""
    pictures = [part for part in letter.walk() if part.get_content_type() == "image/png"]
    assert len(pictures) <= 1
    return pictures[0] if pictures else None


def html_of(letter: EmailMessage) -> str:
    part = letter.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def assigned(desk: Desk) -> tuple[SubmittedTicket, Actor]:
    """A ticket whose holder wants mail of everything, and that holder."""
    for agent in (desk.cast.alice, desk.cast.bob):
        wish(desk, agent)
    submitted = desk.submit()
    return submitted, desk.holder(submitted)


def test_who_was_given_an_item_sees_the_ticket_on_its_graph_in_the_mail(desk: Desk, mailbox: Mailbox) -> None:
    submitted, holder = assigned(desk)
    number = desk.ticket(submitted).number
    write(desk)
    assert deliver(desk, mailbox).failed == 0
    (letter,) = letters_to(mailbox, holder)
    assert letter.get_content_type() == "multipart/alternative"
    plain, related = letter.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    picture, html = picture_of(letter), html_of(letter)
    assert picture is not None
    assert size_of(picture.get_content())[0] > 1000
    assert picture.get_content_disposition() == "inline"
    assert f'<img src="cid:{picture["Content-ID"][1:-1]}" width="' in html
    assert f'alt="{number} on its graph. Triage: Now here · {holder.name}. 1. Triage."' in html
    assert f"https://desk.example/tickets/{number}/graph" in str(plain.get_content())
    assert "<!--" not in html


def test_an_escalation_shows_whom_it_came_to_and_the_way_it_took(desk: Desk, mailbox: Mailbox) -> None:
    submitted = desk.submit()
    desk.choose(submitted, "Assign", LATER)
    holder = desk.holder(submitted)
    escalate_item(desk.session, desk.open_item(submitted).id, "Stuck.", actor=holder, now=LATER)
    manager = desk.holder(submitted)
    write(desk)
    deliver(desk, mailbox)
    (letter,) = letters_to(mailbox, manager)
    assert picture_of(letter) is not None
    way = f"Resolve: Now here · {manager.name}. 1. Triage, left by Assign. 2. Resolve."
    assert f"on its graph. {way}" in html_of(letter)


def test_who_asked_or_lost_an_item_has_nothing_to_do_on_it_and_gets_no_picture(
    desk: Desk, mailbox: Mailbox
) -> None:
    submitted, former = assigned(desk)
    write(desk)
    deliver(desk, mailbox)
    (asked,) = letters_to(mailbox, desk.cast.rita)
    other = desk.cast.bob if former.user_id == desk.cast.alice.user_id else desk.cast.alice
    item_id = desk.open_item(submitted).id
    transfer_item(desk.session, item_id, other.user_id or 0, "Lunch.", actor=desk.cast.cora, now=LATER)
    mailbox.letters.clear()
    write(desk)
    deliver(desk, mailbox)
    (lost,), (got,) = letters_to(mailbox, former), letters_to(mailbox, other)
    assert [picture_of(letter) is None for letter in (asked, lost, got)] == [True, True, False]
    for letter in (asked, lost):
        assert "cid:" not in html_of(letter)
        assert "/graph" not in str(letter)


def test_who_lost_sight_of_the_ticket_or_left_before_the_mail_does_gets_no_picture(
    desk: Desk, mailbox: Mailbox
) -> None:
    submitted, holder = assigned(desk)
    _, leaver = assigned(desk)
    assert leaver.user_id != holder.user_id
    write(desk)
    elsewhere = desk.cast.cora.user_id
    run = sa.select(Task.id).where(Task.ticket_id == submitted.ticket_id).scalar_subquery()
    table = sa.table("task_item", sa.column("task_id"), sa.column("holder_id"))
    desk.session.execute(sa.update(table).where(table.c.task_id == run).values(holder_id=elsewhere))
    desk.session.execute(sa.text("DELETE FROM membership"))
    desk.session.commit()
    deactivate(desk.session, leaver)
    assert deliver(desk, mailbox).failed == 0
    for one in (holder, leaver):
        (letter,) = letters_to(mailbox, one)
        assert picture_of(letter) is None
        assert "cid:" not in html_of(letter)


def test_a_drawing_that_fails_is_told_of_and_leaves_the_mail_as_it_is(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(svg: str, sharpness: float) -> bytes:
        raise ValueError("The pen is broken.")

    monkeypatch.setattr(mail_pictures, "_draw", fail)
    _, holder = assigned(desk)
    write(desk)
    with caplog.at_level(logging.ERROR, "tts"):
        assert deliver(desk, mailbox).failed == 0
    (letter,) = letters_to(mailbox, holder)
    assert picture_of(letter) is None
    assert "cid:" not in html_of(letter)
    assert "/graph" in html_of(letter)
    assert "The pen is broken." in caplog.text


def test_nothing_of_the_database_is_held_while_it_is_drawn(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []

    def draw(svg: str, sharpness: float) -> bytes:
        held.append(desk.session.get_bind().pool.checkedout())
        return b"png"

    monkeypatch.setattr(mail_pictures, "_draw", draw)
    assigned(desk)
    write(desk)
    deliver(desk, mailbox)
    assert held == [0]


def test_a_mail_that_goes_twice_is_the_same_with_the_picture_in_the_same_place(
    desk: Desk, mailbox: Mailbox
) -> None:
    _, holder = assigned(desk)
    write(desk)
    deliver(desk, mailbox)
    values = {"status": "waiting", "next_at": LATER, "token": "killed"}
    desk.session.execute(sa.update(OutboxMessage).values(values))
    desk.session.commit()
    deliver(desk, mailbox)
    first, again = letters_to(mailbox, holder)
    pictures = [picture_of(letter) for letter in (first, again)]
    assert first["Message-ID"] == again["Message-ID"]
    assert len({picture and picture["Content-ID"] for picture in pictures}) == 1
    assert len({picture and picture.get_content() for picture in pictures}) == 1


def test_a_longer_way_costs_no_more_statements(desk: Desk) -> None:
    wish(desk, desk.cast.tom)
    wish(desk, desk.cast.tina)
    short, long = desk.submit(), desk.submit()
    desk.choose(short, "Assign", LATER)
    desk.choose(long, "Assign", LATER)
    for _ in range(3):
        desk.choose(long, "Done", LATER)
        desk.choose(long, "Not solved", LATER, note="Still dead.")
    write(desk)
    costs = {}
    for submitted in (short, long, short):
        number = desk.ticket(submitted).number
        payload = {"pictured_for": desk.holder(submitted).user_id, "ticket_number": number}
        message = ClaimedMessage(1, "k", "mail", "mail.assignment", submitted.ticket_id, payload, 1, LATER)
        desk.session.rollback()
        with counted(desk) as statements:
            seen = find_travel(desk.session.get_bind(), message)
        assert seen is not None
        costs[len(seen.travel.visits)] = len(statements)
    assert costs == {2: 5, 8: 5}


def test_names_are_text_in_the_picture_and_in_its_words(
    session: scoped_session[Session], mailbox: Mailbox
) -> None:
    places = (Place(HOSTILE, "Agent", "0.5", is_start=True), Place("Verify", "Agent", "0.5", is_end=True))
    desk = open_desk(session, Plan(places, (Arrow(HOSTILE, "<b>Go", "Verify"),)))
    _, holder = assigned(desk)
    write(desk)
    deliver(desk, mailbox)
    (letter,) = letters_to(mailbox, holder)
    assert picture_of(letter) is not None
    assert "&lt;script&gt;&quot;&amp;&#x27;Triage: Now here" in html_of(letter)
    assert "<script" not in html_of(letter)


def test_in_a_flood_of_mails_the_last_ones_leave_at_once_with_the_link_alone(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]

    def draw(svg: str, sharpness: float) -> bytes:
        seconds.append(seconds[-1] + 2 * mail_pictures.MOST_DRAWING)
        return b"png"

    monkeypatch.setattr(mail_pictures, "monotonic", lambda: seconds[-1])
    monkeypatch.setattr(mail_pictures, "_draw", draw)
    holders = [assigned(desk)[1] for _ in range(2)]
    write(desk)
    assert deliver(desk, mailbox).failed == 0
    letters = [letter for holder in holders for letter in letters_to(mailbox, holder)]
    assert sorted(picture_of(letter) is None for letter in letters) == [False, True]
    assert all("/graph" in html_of(letter) for letter in letters)


def test_where_the_picture_makes_a_mail_too_large_it_leaves_without(desk: Desk, mailbox: Mailbox) -> None:
    mailbox.most = 8_000
    _, holder = assigned(desk)
    write(desk)
    assert deliver(desk, mailbox).failed == 0
    (letter,) = letters_to(mailbox, holder)
    assert picture_of(letter) is None
    assert "/graph" in html_of(letter)


def test_while_the_mail_server_is_away_nothing_is_drawn(
    desk: Desk, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(svg: str, sharpness: float) -> bytes:
        drawn.append(svg)
        return b"png"

    monkeypatch.setattr(mail_pictures, "_draw", draw)
    assigned(desk)
    write(desk)
    mailbox.stop()
    deliver(desk, mailbox)
    assert drawn == []
