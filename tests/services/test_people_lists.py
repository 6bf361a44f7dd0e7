"""The people page and the event log: right rows, few statements, and only for those who may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast, send_away
from tests.workflows import store_workflow
from tts.domain.errors import Invalid, NotFound, NotPermitted
from tts.domain.permissions import SYSTEM
from tts.queries.events import EventFilter, event_page, known_kinds
from tts.queries.role_cards import person_card, role_card, role_cards
from tts.queries.roster import roster_page, roster_row
from tts.queries.ticket_page import colleagues_of
from tts.services.people import create_token, deactivate_user, record_leave
from tts.services.tickets import TicketRequest, submit_ticket

AnySession = scoped_session[Session]
LATE = MORNING + timedelta(days=30)


@pytest.fixture
def cast(session: AnySession) -> Cast:
    gathered = gather_cast(session)
    store_workflow(session, gathered)
    for number in range(3):
        request = TicketRequest(f"Printer {number}", "", "IT", "Technology", "Support Request")
        submit_ticket(session, request, actor=gathered.rita, now=MORNING)
    return gathered


@contextmanager
def counted(session: AnySession) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


def test_the_roster_says_who_is_away_and_what_is_late(session: AnySession, cast: Cast) -> None:
    send_away(session, cast.bob, LATE - timedelta(1), LATE + timedelta(days=2))
    rows = {row.name: row for row in roster_page(session, cast.ada, now=LATE).rows}
    assert list(rows) == sorted(cast.user_ids)
    assert (rows["Alice"].open_items, rows["Alice"].late_items) == (1, 1)
    assert [role.name for role in rows["Alice"].roles] == ["Agent"]
    assert rows["Bob"].away_until == LATE + timedelta(days=2)
    assert rows["Otto"].roles == ()
    assert rows["Rita"].open_items == 0


def test_the_roster_costs_three_statements_whatever_its_length(session: AnySession, cast: Cast) -> None:
    session.rollback()
    ada = cast.ada
    with counted(session) as statements:
        roster_page(session, ada, now=LATE, search="a")
    assert len([text for text in statements if text.lstrip().startswith("SELECT")]) == 3


def test_the_roster_goes_on_where_a_page_ended(session: AnySession, cast: Cast) -> None:
    names: list[str] = []
    cursor = None
    for _ in range(20):
        page = roster_page(session, cast.ada, now=MORNING, cursor=cursor, limit=4)
        names += [row.name for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert names == sorted(cast.user_ids)
    assert page.count == len(names)
    with pytest.raises(Invalid):
        roster_page(session, cast.ada, now=MORNING, cursor="nonsense")


def test_the_roster_is_narrowed(session: AnySession, cast: Cast) -> None:
    deactivate_user(session, cast.user_ids["Carol"], actor=SYSTEM, now=MORNING)
    agents = roster_page(session, cast.ada, now=MORNING, role_id=cast.role("Agent"))
    assert [row.name for row in agents.rows] == ["Alice", "Bob"]
    assert [row.name for row in roster_page(session, cast.ada, now=MORNING, show="inactive").rows] == [
        "Carol"
    ]
    assert [row.name for row in roster_page(session, cast.ada, now=MORNING, search="ALI demo").rows] == [
        "Alice"
    ]
    assert roster_page(session, cast.ada, now=MORNING, search="%").count == 0


def test_only_who_manages_people_sees_the_lists(session: AnySession, cast: Cast) -> None:
    for outsider in (cast.otto, cast.alice, cast.max):
        with pytest.raises(NotPermitted):
            roster_page(session, outsider, now=MORNING)
        with pytest.raises(NotPermitted):
            role_cards(session, outsider, now=MORNING)
        with pytest.raises(NotPermitted):
            event_page(session, outsider, EventFilter())
        with pytest.raises(NotFound):
            person_card(session, outsider, cast.user_ids["Ada"], now=MORNING)


def test_a_role_counts_its_people_and_its_work(session: AnySession, cast: Cast) -> None:
    send_away(session, cast.bob, MORNING - timedelta(1), MORNING + timedelta(1))
    agent = role_card(session, cast.ada, cast.role("Agent"), now=LATE)
    assert (agent.members, agent.open_items, agent.late_items, agent.waiting_items) == (3, 3, 3, 0)
    cards = {card.name: card for card in role_cards(session, cast.ada, now=MORNING)}
    assert cards["Agent"].away == 1
    assert [permission.value for permission in cards["Manager"].permissions] == [
        "review escalations",
        "see reports",
    ]


def test_people_see_their_own_leaves_and_tokens(session: AnySession, cast: Cast) -> None:
    alice = cast.alice
    record_leave(session, alice.user_id or 0, MORNING, LATE, actor=alice, now=MORNING)
    create_token(session, alice.user_id or 0, actor=alice, now=MORNING)
    card = person_card(session, alice, alice.user_id or 0, now=MORNING)
    assert [leave.ends_at for leave in card.leaves] == [LATE]
    assert [token.revoked_at for token in card.tokens] == [None]


def test_the_log_is_narrowed_by_kind_person_subject_and_time(session: AnySession, cast: Cast) -> None:
    def kinds(**wanted: Any) -> set[str]:
        return {row.kind for row in event_page(session, cast.ada, EventFilter(**wanted)).rows}

    everything = event_page(session, cast.ada, EventFilter())
    number = next(row.subject for row in everything.rows if row.kind == "ticket.submitted")
    assert "item.assigned" in known_kinds(session)
    assert kinds(kind="item") == {"item.assigned"}
    assert kinds(kind="ticket.submitted") == {"ticket.submitted"}
    assert kinds(actor_id=cast.user_ids["Otto"]) == set()
    assert "ticket.submitted" in kinds(person="rita")
    assert len(event_page(session, cast.ada, EventFilter(ticket_number=str(number).lower())).rows) == 3
    assert kinds(since=LATE) == set()
    assert kinds(until=MORNING) == set()


def test_the_log_goes_on_where_a_page_ended(session: AnySession, cast: Cast) -> None:
    first = event_page(session, cast.ada, EventFilter(), limit=4)
    second = event_page(session, cast.ada, EventFilter(), limit=200, cursor=first.next_cursor)
    ids = [row.id for row in (*first.rows, *second.rows)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == len(ids)
    assert second.next_cursor is None


def test_leaves_that_overlap_or_follow_each_other_are_one_absence(session: AnySession, cast: Cast) -> None:
    day = timedelta(days=1)
    alice = cast.alice.user_id or 0
    for first, last in ((-1, 2), (1, 4), (4, 5), (7, 9)):
        record_leave(
            session, alice, MORNING + first * day, MORNING + last * day, actor=cast.alice, now=MORNING
        )

    def away_until(now: datetime) -> datetime | None:
        found = roster_row(session, alice, now=now)
        return found.away_until if found else None

    assert away_until(MORNING) == away_until(MORNING + 4 * day) == MORNING + 5 * day
    send_away(session, cast.bob, MORNING + 5 * day, MORNING + 7 * day)
    assert away_until(MORNING + 6 * day) is None
    assert away_until(MORNING + 8 * day) == MORNING + 9 * day
    members = {one.id: one for one in colleagues_of(session, cast.role("Agent"), now=MORNING)}
    assert members[alice].away_until == MORNING + 5 * day
    assert members[cast.user_ids["Bob"]].away_until is None
