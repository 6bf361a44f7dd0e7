"""Who has the designer open: told to those who may design, gone when they leave or fall silent."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING, Cast, gather_cast, join
from tests.workflow_acts import made
from tts.domain.errors import NotFound, NotPermitted
from tts.models import DesignerPresence, User
from tts.queries.people import actor_of
from tts.queries.presence import SILENT_AFTER, people_drawing
from tts.services import workflows as act
from tts.services.workers import tidy_up
from tts.services.workflows.presence import MOST_TABS, end_presence, note_presence

Db = scoped_session[Session]
SECOND = timedelta(seconds=1)


@pytest.fixture
def cast(session: Db) -> Cast:
    """Everybody; Bob may design too."""
    cast = gather_cast(session)
    join(session, cast.user_ids["Bob"], cast.role("Admin"))
    session.commit()
    return cast


@pytest.fixture
def workflow_id(session: Db, cast: Cast) -> int:
    """A draft of the seed's example."""
    return made(session, cast.ada)


def rows_of(session: Db) -> int:
    """How many signs of life are kept."""
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(DesignerPresence)) or 0


def test_each_is_told_of_the_other_since_when_and_not_of_the_own_tab(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    ada, bob = cast.ada, actor_of(session, cast.user_ids["Bob"])
    assert bob is not None
    assert note_presence(session, workflow_id, "one", actor=ada, now=MORNING).people == ()
    note_presence(session, workflow_id, "one", actor=ada, now=MORNING + 15 * SECOND)
    (here,) = note_presence(session, workflow_id, "two", actor=bob, now=MORNING + 20 * SECOND).people
    assert (here.name, here.since, here.is_you) == ("Ada", MORNING, False)
    (back,) = note_presence(session, workflow_id, "one", actor=ada, now=MORNING + 30 * SECOND).people
    assert (back.name, back.since) == ("Bob", MORNING + 20 * SECOND)


def test_another_tab_of_mine_is_told_as_me_and_of_several_the_first_counts(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    note_presence(session, workflow_id, "two", actor=cast.ada, now=MORNING + SECOND)
    around = note_presence(session, workflow_id, "three", actor=cast.ada, now=MORNING + 2 * SECOND)
    assert [(here.is_you, here.since) for here in around.people] == [(True, MORNING)]


def test_who_says_nothing_for_45_seconds_is_gone_and_so_is_the_row(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    bob = actor_of(session, cast.user_ids["Bob"])
    assert bob is not None
    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    almost = MORNING + SILENT_AFTER - SECOND
    assert [here.name for here in people_drawing(session, bob, workflow_id, now=almost)] == ["Ada"]
    assert people_drawing(session, bob, workflow_id, now=MORNING + SILENT_AFTER) == ()
    assert note_presence(session, workflow_id, "two", actor=bob, now=MORNING + SILENT_AFTER).people == ()
    assert rows_of(session) == 1


def test_leaving_takes_one_tab_or_all_of_mine_and_nobody_elses(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    bob = actor_of(session, cast.user_ids["Bob"])
    assert bob is not None
    for tab in ("one", "two", "three"):
        note_presence(session, workflow_id, tab, actor=cast.ada, now=MORNING)
    note_presence(session, workflow_id, "one", actor=bob, now=MORNING)
    end_presence(session, workflow_id, "one", actor=cast.ada)
    end_presence(session, workflow_id, "one", actor=cast.ada)
    assert rows_of(session) == 3
    end_presence(session, workflow_id, "", actor=cast.ada)
    assert [here.name for here in people_drawing(session, cast.ada, workflow_id, now=MORNING)] == ["Bob"]


def test_of_one_person_the_latest_twenty_tabs_of_a_workflow_are_kept(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    bob = actor_of(session, cast.user_ids["Bob"])
    assert bob is not None
    note_presence(session, workflow_id, "his", actor=bob, now=MORNING)
    for number in range(MOST_TABS + 4):
        note_presence(session, workflow_id, f"tab {number}", actor=cast.ada, now=MORNING + number * SECOND)
    assert rows_of(session) == MOST_TABS + 1
    tabs = set(session.scalars(sa.select(DesignerPresence.tab)))
    assert {"his", "tab 4", f"tab {MOST_TABS + 3}"} <= tabs


def test_a_sign_of_life_does_not_wait_for_whoever_saves(session: Db, cast: Cast, workflow_id: int) -> None:
    locked: list[str] = []

    def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
        locked.extend([statement] if "FOR UPDATE" in statement else [])

    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    sa.event.listen(session.get_bind(), "before_cursor_execute", listen)
    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING + SECOND)
    end_presence(session, workflow_id, "one", actor=cast.ada)
    sa.event.remove(session.get_bind(), "before_cursor_execute", listen)
    assert locked == []


def test_who_fell_silent_is_tidied_away_wherever_that_was(session: Db, cast: Cast, workflow_id: int) -> None:
    for tab, at in (("one", MORNING), ("two", MORNING + SECOND)):
        note_presence(session, workflow_id, tab, actor=cast.ada, now=at)
    assert tidy_up(session, now=MORNING + SILENT_AFTER) == 1
    assert session.scalars(sa.select(DesignerPresence.tab)).all() == ["two"]
    assert tidy_up(session, now=MORNING + SILENT_AFTER) == 0


def test_the_latest_save_is_told_with_who_made_it(session: Db, cast: Cast, workflow_id: int) -> None:
    bob = actor_of(session, cast.user_ids["Bob"])
    assert bob is not None
    at = MORNING + timedelta(minutes=5)
    act.save_details(session, workflow_id, {"description": "Ours."}, 1, actor=bob, now=at)
    around = note_presence(session, workflow_id, "one", actor=cast.ada, now=at)
    assert (around.revision, around.changed_by, around.changed_at) == (2, "Bob", at)


def test_those_who_may_not_design_are_told_of_nobody_and_are_not_here(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    for name in ("Alice", "Otto"):
        actor = actor_of(session, cast.user_ids[name])
        assert actor is not None
        assert people_drawing(session, actor, workflow_id, now=MORNING) == ()
        with pytest.raises((NotFound, NotPermitted)):
            note_presence(session, workflow_id, "x", actor=actor, now=MORNING)
        with pytest.raises((NotFound, NotPermitted)):
            end_presence(session, workflow_id, "one", actor=actor)
    assert rows_of(session) == 1


def test_a_workflow_that_somebody_has_open_can_still_be_deleted(
    session: Db, cast: Cast, workflow_id: int
) -> None:
    note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    act.delete_workflow(session, workflow_id, actor=cast.ada, now=MORNING)
    assert rows_of(session) == 0
    with pytest.raises(NotFound):
        note_presence(session, workflow_id, "one", actor=cast.ada, now=MORNING)
    assert session.scalar(sa.select(User.name).where(User.id == cast.user_ids["Ada"])) == "Ada"
