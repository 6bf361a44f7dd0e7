"""Two sides to compare: versions of a workflow, or its draft; and the tickets open on the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tts.domain.comparison import Comparison, TicketsAtStep, compare_definitions, tell_tickets
from tts.domain.definition import Definition, read_definition
from tts.domain.errors import NotFound
from tts.domain.graph import Id
from tts.domain.words import WorkflowStatus
from tts.models import Role, Task, Ticket, WorkflowVersion
from tts.queries.paging import AnySession
from tts.queries.workflow_history import VersionLine, lines_of_versions, version_lines
from tts.queries.workflow_standing import OPEN
from tts.queries.workflows import WorkflowPage

DRAFT = "draft"
MOST_VERSIONS = 500
OUT_OF_USE = (WorkflowStatus.DRAFT.value, WorkflowStatus.DEPLOYED.value, WorkflowStatus.ARCHIVED.value)


@dataclass(frozen=True, slots=True)
class Side:
    """A version by its number, or the draft (None)."""

    version: int | None
    kept: Definition
    line: VersionLine | None

    @property
    def key(self) -> str:
        """How addresses name it: “3” or “draft”."""
        return DRAFT if self.version is None else str(self.version)

    @property
    def said(self) -> str:
        """How sentences name it."""
        return "the draft" if self.version is None else f"version {self.version}"


@dataclass(frozen=True, slots=True)
class ComparedSides:
    """Both sides, all that differs from `old` to `new`, and whom it would touch.

    `lines` are the newest versions and those of both sides; `tickets` are those open on `old` by step, empty
    for who may not design; `elsewhere` counts the open ones of other versions.
    """

    old: Side
    new: Side
    lines: Sequence[VersionLine]
    has_draft: bool
    found: Comparison
    tickets: tuple[TicketsAtStep, ...]
    elsewhere: int
    role_names: dict[int, str]


def has_draft(page: WorkflowPage) -> bool:
    """Whether there is a working graph beside the versions that the person may see."""
    return page.may_design and (page.row.revision_status is not None or page.row.status in OUT_OF_USE)


def compare_sides(session: AnySession, page: WorkflowPage, old: str = "", new: str = "") -> ComparedSides:
    """Compare two sides of a workflow that the person was found to see, each “draft” or a number.

    Unsaid they are the latest two. Four statements at most, five for a side older than the versions that are
    listed; raises NotFound for one that is not there.
    """
    newest = version_lines(session, page.row.id, limit=MOST_VERSIONS)
    keys = _choose(page, newest, old, new)
    numbers = [int(key) for key in keys if key != DRAFT]
    kept = _read_versions(session, page, numbers)
    older = set(numbers) - {line.version for line in newest}
    lines = [*newest, *lines_of_versions(session, page.row.id, older)]
    numbered = {line.version: line for line in lines}
    first, second = (_side_of(key, kept, numbered) for key in keys)
    names: dict[int, str] = {row.id: row.name for row in session.execute(sa.select(Role.id, Role.name))}
    line = first.line
    counts = _count_tickets(session, line.id) if line and page.may_design else {}
    return ComparedSides(
        first,
        second,
        lines=lines,
        has_draft=has_draft(page),
        found=compare_definitions(first.kept, second.kept, names),
        tickets=tell_tickets(first.kept, second.kept, counts, names),
        elsewhere=page.row.open_tasks - (line.open_tasks if line else 0),
        role_names=names,
    )


def latest_two(page: WorkflowPage, lines: Sequence[VersionLine]) -> tuple[str, str]:
    """The last version and the draft, else the last two versions, else the only side twice."""
    newest = [str(line.version) for line in lines[:2]]
    sides = [*([DRAFT] if has_draft(page) or not newest else []), *newest]
    return (sides[min(1, len(sides) - 1)], sides[0])


def _choose(page: WorkflowPage, lines: Sequence[VersionLine], old: str, new: str) -> tuple[str, str]:
    usual = latest_two(page, lines)
    chosen = (old or usual[0], new or usual[1])
    if DRAFT in chosen and not has_draft(page):
        raise NotFound("This workflow has no draft that you may see. Its page lists the versions there are.")
    return chosen


def _side_of(key: str, kept: Mapping[int, Definition], lines: Mapping[int, VersionLine]) -> Side:
    if key == DRAFT:
        return Side(None, kept[0], None)
    return Side(int(key), kept[int(key)], lines.get(int(key)))


def _read_versions(session: AnySession, page: WorkflowPage, numbers: Sequence[int]) -> dict[int, Definition]:
    """The definitions by number, and the draft's under 0; raises NotFound."""
    kept = {0: Definition(page.graph, page.details)}
    rows = session.execute(
        sa.select(WorkflowVersion.version, WorkflowVersion.definition).where(
            WorkflowVersion.workflow_id == page.row.id, WorkflowVersion.version.in_(set(numbers))
        )
    )
    kept |= {number: read_definition(definition) for number, definition in rows}
    for number in numbers:
        if number not in kept or number == 0:
            raise NotFound(f"This workflow has no version {number}. Its page lists those there are.")
    return kept


def _count_tickets(session: AnySession, version_id: int) -> dict[Id, dict[str, int]]:
    """How many open tickets of a version stand on each step, by priority."""
    rows = session.execute(
        sa.select(Task.step_id, Ticket.priority, sa.func.count())
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(Task.workflow_version_id == version_id, Task.status.in_(OPEN))
        .group_by(Task.step_id, Ticket.priority)
    )
    counts: dict[Id, dict[str, int]] = {}
    for step_id, priority, count in rows:
        counts.setdefault(step_id, {})[priority] = count
    return counts
