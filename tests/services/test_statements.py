"""What an act costs: few SQL statements, whatever the size of graph and history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.desk import Desk, open_desk
from tests.workflows import SUPPORT, Arrow, Place, Plan
from tts.queries import inbox
from tts.queries.escalation_list import TABS, escalation_counts, list_escalations
from tts.queries.ticket_filters import read_tickets_head
from tts.queries.tickets import list_tickets
from tts.queries.workflows import ORDERS, WorkflowFilter, list_workflows
from tts.services.escalations import escalate_item
from tts.services.tasks import complete_task_item

LATER = MORNING + timedelta(minutes=1)
MOST = 10


@contextmanager
def counted(desk: Desk) -> Iterator[list[str]]:
    """The statements executed between begin and commit."""
    statements: list[str] = []
    engine = desk.session.get_bind().engine

    def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
        statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    statements[:] = [text for text in statements if not text.startswith("BEGIN")]


def ring(length: int) -> Plan:
    """A ring of that many steps; the last is an end."""
    names = [f"Step {number}" for number in range(length)]
    weights = ["1", *["0"] * (length - 1)]
    places = tuple(
        Place(name, ("Agent", "Technician")[number % 2], weights[number], number == 0, number == length - 1)
        for number, name in enumerate(names)
    )
    arrows = tuple(Arrow(name, "On", names[(number + 1) % length]) for number, name in enumerate(names))
    return replace(SUPPORT, places=places, arrows=arrows)


@pytest.mark.parametrize("length", [4, 400])
def test_advancing_costs_the_same_in_small_and_large_graphs(
    session: scoped_session[Session], length: int
) -> None:
    desk = open_desk(session, ring(length))
    submitted = desk.submit()
    desk.choose(submitted, "On", LATER)
    item, holder = desk.open_item(submitted), desk.holder(submitted)
    item_id, choice = item.id, desk.flow.choice(item.step_name, "On")
    with counted(desk) as statements:
        complete_task_item(session, item_id, choice, note="n", actor=holder, now=LATER)
    assert 0 < len(statements) <= MOST, statements


def test_advancing_costs_the_same_after_a_long_history(session: scoped_session[Session]) -> None:
    desk = open_desk(session, ring(4))
    submitted = desk.submit()
    costs = []
    for _ in range(60):
        item, holder = desk.open_item(submitted), desk.holder(submitted)
        item_id, choice = item.id, desk.flow.choice(item.step_name, "On")
        with counted(desk) as statements:
            complete_task_item(session, item_id, choice, actor=holder, now=LATER)
        costs.append(len(statements))
    assert len(set(costs[1:])) == 1
    assert max(costs[1:]) <= MOST


def test_ending_and_leaving_an_escalation_cost_no_more(session: scoped_session[Session]) -> None:
    desk = open_desk(session)
    submitted = desk.submit()
    escalate_item(session, desk.open_item(submitted).id, "Stuck.", actor=desk.holder(submitted), now=LATER)
    for choice in ("Assign", "Done", None):
        item, holder = desk.open_item(submitted), desk.holder(submitted)
        item_id = item.id
        chosen = desk.flow.choice(item.step_name, choice) if choice else None
        with counted(desk) as statements:
            complete_task_item(session, item_id, chosen, actor=holder, now=LATER)
        assert len(statements) <= MOST, statements


def test_submitting_costs_few_statements(session: scoped_session[Session]) -> None:
    desk = open_desk(session)
    desk.submit()
    rita = desk.cast.rita
    with counted(desk) as statements:
        desk.submit(actor=rita)
    assert len(statements) <= MOST, statements


def test_every_list_is_one_statement_or_one_more_where_others_tickets_are_left_out(
    session: scoped_session[Session],
) -> None:
    desk = open_desk(session)
    for _ in range(5):
        desk.submit()
    for actor in (desk.cast.ada, desk.cast.alice, desk.cast.max, desk.cast.cora, desk.cast.rita):
        for ask in (inbox.items_of, inbox.role_items, escalation_counts):
            with counted(desk) as statements:
                ask(session, actor)
            assert len(statements) == 1
        many = 1 if actor.is_admin else 2
        for order in inbox.ORDERS:
            with counted(desk) as statements:
                inbox.visible_items(session, actor, order=order)
            assert len(statements) == many
        with counted(desk) as statements:
            list_tickets(session, actor)
        assert len(statements) == many
        for order in ORDERS:
            with counted(desk) as statements:
                list_workflows(session, actor, WorkflowFilter(), order=order)
            assert len(statements) == 1
        for tab in TABS:
            with counted(desk) as statements:
                list_escalations(session, actor, tab)
            assert len(statements) == 1
        with counted(desk) as statements:
            inbox.count_items(session, actor, LATER)
        assert len(statements) == 1
        with counted(desk) as statements:
            inbox.count_visible(session, actor)
        assert len(statements) == many
        with counted(desk) as statements:
            read_tickets_head(session, actor)
        assert len(statements) == many + 1
