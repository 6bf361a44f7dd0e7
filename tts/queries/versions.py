"""The versions tasks run on, read once per process: they are immutable, so nothing else is cached."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, scoped_session

from tts.domain.clocks import Promise
from tts.domain.definition import Details, read_definition
from tts.domain.errors import NotFound
from tts.domain.graph import Graph, Id
from tts.domain.sla import shares
from tts.domain.working_time import Calendar
from tts.models import Task, WorkflowVersion

KEPT_VERSIONS = 512

_kept: OrderedDict[tuple[URL, int], RunningVersion] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class RunningVersion:
    """A version as a running task needs it: its graph, its details, and what each priority promises."""

    id: int
    workflow_id: int
    version: int
    name: str
    graph: Graph
    details: Details
    _promises: dict[str, Promise] = field(default_factory=dict, compare=False, repr=False)

    @property
    def calendar(self) -> Calendar | None:
        """When its time counts; None is round the clock."""
        return self.details.calendar

    def promise(self, priority: str) -> Promise:
        """The SLA of a priority and the steps' shares of it, reckoned once."""
        if priority not in self._promises:
            sla = self.details.slas.get(priority)
            self._promises[priority] = Promise(sla, shares(sla, self.graph.steps) if sla else {})
        return self._promises[priority]

    def shares(self, priority: str) -> Mapping[Id, timedelta]:
        """Each weighted step's share of that priority's SLA; empty without a promise."""
        return self.promise(priority).shares


def version_of(session: Session | scoped_session[Any], task: Task) -> RunningVersion:
    """The version a task runs on, with the promises that count for it."""
    return running_version(session, task.workflow_version_id, task.promise_version_id)


def running_version(
    session: Session | scoped_session[Any], version_id: int, promise_id: int | None = None
) -> RunningVersion:
    """The version of that id, from memory or in one statement; NotFound when there is none.

    With `promise_id` its steps share the promises of that other version, which count in its calendar.
    """
    version = _known_version(session, version_id)
    return version if promise_id is None else promised_by(version, _known_version(session, promise_id))


def promised_by(version: RunningVersion, other: RunningVersion) -> RunningVersion:
    """`version` with the promises and the calendar of `other`."""
    details = replace(version.details, slas=other.details.slas, calendar=other.details.calendar)
    return replace(version, details=details, _promises={})


def _known_version(session: Session | scoped_session[Any], version_id: int) -> RunningVersion:
    key = (_database_of(session), version_id)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _read_version(session, version_id)
    with _lock:
        _kept[key] = found
        while len(_kept) > KEPT_VERSIONS:
            _kept.popitem(last=False)
    return found


def kept_promise(task: Task, was: RunningVersion, becomes: RunningVersion) -> int | None:
    """The version whose promises go on counting; None where those of the new version are the same."""
    same = (was.details.slas, was.calendar) == (becomes.details.slas, becomes.calendar)
    return None if same else task.promise_version_id or task.workflow_version_id


def count_versions_naming(session: Session | scoped_session[Session], role_id: int) -> int:
    """How many versions have a step of that role, or one that escalates to it; reads them all."""
    definitions = session.scalars(sa.select(WorkflowVersion.definition), execution_options={"yield_per": 20})
    return sum(
        any(role_id in (node.get("role_id"), node.get("escalate_to")) for node in definition["nodes"])
        for definition in definitions
    )


def forget_versions() -> None:
    """Empty the memory (for tests, whose databases come and go)."""
    with _lock:
        _kept.clear()


def _database_of(session: Session | scoped_session[Any]) -> URL:
    """Two databases in one process have versions of the same ids."""
    return session.get_bind().engine.url


def _read_version(session: Session | scoped_session[Any], version_id: int) -> RunningVersion:
    row = session.execute(
        sa.select(
            WorkflowVersion.workflow_id,
            WorkflowVersion.version,
            WorkflowVersion.name,
            WorkflowVersion.definition,
        ).where(WorkflowVersion.id == version_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such version of a workflow.")
    definition = read_definition(row.definition)
    return RunningVersion(
        version_id, row.workflow_id, row.version, row.name, definition.graph, definition.details
    )
