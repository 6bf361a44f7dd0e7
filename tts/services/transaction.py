"""The only place that commits: a use case is one transaction, or nothing."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session, scoped_session

Call = ParamSpec("Call")
Result = TypeVar("Result")
AnySession = Session | scoped_session[Any]
TRIES = 5
LEFT = "left_for_after_rollback"
AWAY_CLASSES = ("08", "40", "53", "57", "58")  # connection, rollback, resources, shutdown, system
RETRIED_STATES = ("40001", "40P01", "55P03")  # serialization failure, deadlock, lock not available


def use_case(
    function: Callable[Concatenate[Session, Call], Result],
) -> Callable[Concatenate[AnySession, Call], Result]:
    """Run `function(session, ...)` in one writing transaction: commit at its end, roll back on any error.

    A use case called from another joins its transaction. A deadlock or a busy database is tried again
    from the beginning, up to five times; what the session read before is forgotten first.
    """

    @functools.wraps(function)
    def run(session: AnySession, /, *args: Call.args, **kwargs: Call.kwargs) -> Result:
        own = session() if isinstance(session, scoped_session) else session
        if own.info.get("in_use_case"):
            return function(own, *args, **kwargs)
        for attempt in range(1, TRIES + 1):
            try:
                return _run_once(own, lambda: function(own, *args, **kwargs))
            except OperationalError as error:
                own.info.pop(LEFT, None)
                if attempt == TRIES or not is_conflict(error):
                    raise
                time.sleep(0.02 * 2**attempt)
            except BaseException:
                _do_left(own)
                raise
        raise AssertionError("unreachable")

    return run


def after_rollback(session: AnySession, act: Callable[[], object]) -> None:
    """Do what must outlast a refusal: at once, or when the use case that is refused was rolled back."""
    own = session() if isinstance(session, scoped_session) else session
    if own.info.get("in_use_case"):
        own.info.setdefault(LEFT, []).append(act)
    else:
        act()


def _do_left(session: Session) -> None:
    for act in session.info.pop(LEFT, []):
        act()


def _run_once(session: Session, act: Callable[[], Result]) -> Result:
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["in_use_case"] = True
    session.info.pop(LEFT, None)
    try:
        result = act()
        session.commit()
        return result
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["in_use_case"] = False


def is_conflict(error: DBAPIError) -> bool:
    """Whether trying again may help: a deadlock, a serialization failure or a locked SQLite file."""
    state = getattr(error.orig, "sqlstate", None)
    return state in RETRIED_STATES or "database is locked" in str(error.orig)


def is_away(error: DBAPIError) -> bool:
    """Whether the database itself does not answer or has no time, whatever it was asked.

    Else it refused what it was asked (SQLSTATE classes 22, 23, 54 and so on), and would do so again.
    """
    state = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or state is None or state[:2] in AWAY_CLASSES or is_conflict(error)


def changed_rows(result: sa.Result[Any]) -> int:
    """How many rows a guarded UPDATE changed: compare and set, then count."""
    if not isinstance(result, sa.CursorResult):
        raise TypeError("Only an INSERT, UPDATE or DELETE has a count of changed rows.")
    return result.rowcount
