"""A workflow's life as a line one moves along: where it stands, since when, what comes next and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tts.domain.lifecycle import Move
from tts.domain.words import WorkflowStatus
from tts.queries.workflow_history import Moment
from tts.queries.workflows import WorkflowPage
from tts.web.words import say_count

DRAFT, DEPLOYED, INITIALIZED, PAUSED, ARCHIVED = WorkflowStatus
NOUNS = {
    Move.DEPLOY: "deployment",
    Move.EDIT: "draft",
    Move.INITIALIZE: "initialization",
    Move.PAUSE: "pause",
    Move.RESUME: "resumption",
    Move.REVISE: "revision",
    Move.DISCARD: "revision/discard",
    Move.CLONE: "copies",
    Move.ARCHIVE: "archiving",
    Move.RESTORE: "restoration",
    Move.DELETE: "deletion",
}
LINE = (DRAFT, DEPLOYED, INITIALIZED, PAUSED, ARCHIVED)
Say = Callable[[datetime], str]
UNSEEN = "checked whole, nobody sees it yet"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop: `state` is past, now, stop (something is in the way) or ""; `action` posts or leads."""

    word: str
    note: str = ""
    state: str = ""
    why: str | None = None
    action: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What the lines are drawn from."""

    page: WorkflowPage
    moments: Mapping[str, Moment]
    say: Say

    @property
    def errors(self) -> int:
        """How many problems block deploy and initialize."""
        return sum(problem.is_error for problem in self.page.problems)

    @property
    def warnings(self) -> int:
        """How many problems need a tick."""
        return sum(problem.severity == "warning" for problem in self.page.problems)

    def told(self, *kinds: str) -> str:
        """When the latest of these happened and by whom; "" when none did."""
        found = [self.moments[kind] for kind in kinds if kind in self.moments]
        last = max(found, key=lambda moment: moment.at, default=None)
        return f"{self.say(last.at)}, {last.by}" if last else ""


def main_line(life: Life) -> list[Stage]:
    """The workflow's own line, from draft to archive."""
    status = WorkflowStatus(life.page.row.status)
    return [_stage(life, stop, status) for stop in LINE]


def revision_line(life: Life) -> list[Stage]:
    """The line of the revision beside the active version; empty when there is none."""
    row = life.page.row
    if row.revision_status is None:
        return []
    stage = WorkflowStatus(row.revision_status)
    saved = f"saved {life.say(row.changed_at)}" + (f" by {row.changed_by}" if row.changed_by else "")
    kept = f"replaces v{row.version}, {say_count(row.open_tasks, 'open task')} keep theirs"
    if row.open_tasks == 1:
        kept = f"replaces v{row.version}, 1 open task keeps its own"
    return [
        Stage("Draft", saved, "now" if stage == DRAFT else "past", action=_redraft(life, stage)),
        _ahead(life, Move.DEPLOY, "Deployed", UNSEEN)
        if stage == DRAFT
        else Stage("Deployed", life.told("deployed"), "now"),
        _ahead(life, Move.INITIALIZE, "Initialized", kept)
        if stage == DEPLOYED
        else Stage("Initialized", kept),
    ]


def _redraft(life: Life, stage: WorkflowStatus) -> Mapping[str, str] | None:
    return _act(life, Move.REVISE, "Open again") if stage == DEPLOYED else None


def _stage(life: Life, stop: WorkflowStatus, status: WorkflowStatus) -> Stage:
    word = stop.value.capitalize()
    if stop == status:
        return Stage(word, _told_here(life, stop), "now")
    if LINE.index(stop) < LINE.index(status) and (status != ARCHIVED or _was_there(life, stop)):
        return Stage(word, _told_past(life, stop), "past", action=_way_back(life, stop))
    return _coming(life, stop, status)


def _was_there(life: Life, stop: WorkflowStatus) -> bool:
    return stop == DRAFT or stop.value in life.moments


def _told_here(life: Life, stop: WorkflowStatus) -> str:
    row = life.page.row
    if stop == DRAFT:
        return f"saved {life.say(row.changed_at)}" + (f" by {row.changed_by}" if row.changed_by else "")
    kinds = {INITIALIZED: ("initialized", "reactivated", "resumed")}.get(stop, (stop.value,))
    since = life.told(*kinds)
    tasks = f", {say_count(row.open_tasks, 'open task')}" if stop in (INITIALIZED, PAUSED) else ""
    return f"since {since}{tasks}" if since else tasks.removeprefix(", ")


def _told_past(life: Life, stop: WorkflowStatus) -> str:
    kinds = {INITIALIZED: ("initialized", "reactivated", "resumed")}.get(stop, (stop.value,))
    return life.told(*kinds)


def _way_back(life: Life, stop: WorkflowStatus) -> Mapping[str, str] | None:
    """From paused one resumes; from deployed, paused or the archive one can make it a draft again."""
    row = life.page.row
    if stop == INITIALIZED and row.status == PAUSED:
        return _act(life, Move.RESUME, "Resume")
    if stop == DRAFT and row.status == ARCHIVED:
        return _act(life, Move.RESTORE, "Restore")
    if stop == DRAFT and row.revision_status is None:
        return _act(life, Move.EDIT, "Make it a draft again")
    return None


def _coming(life: Life, stop: WorkflowStatus, status: WorkflowStatus) -> Stage:
    if stop == DEPLOYED and status == DRAFT:
        return _ahead(life, Move.DEPLOY, "Deployed", UNSEEN)
    if stop == INITIALIZED and status == DEPLOYED:
        return _ahead(life, Move.INITIALIZE, "Initialized", "takes tickets")
    if stop == PAUSED and status == INITIALIZED:
        return Stage("Paused", "possible at any time")
    if stop == ARCHIVED:
        return _archive(life, status)
    return Stage(stop.value.capitalize(), {INITIALIZED: "after it is deployed", PAUSED: ""}.get(stop, ""))


def _archive(life: Life, status: WorkflowStatus) -> Stage:
    row = life.page.row
    if status == INITIALIZED:
        first = f", then {say_count(row.open_tasks, 'open task')} to finish" if row.open_tasks else ""
        return Stage("Archived", f"pause it first{first}")
    why = life.page.why_not[Move.ARCHIVE]
    if why:
        return Stage("Archived", "", "", why)
    return Stage("Archived", "hidden, its history stays", action=_act(life, Move.ARCHIVE, "Archive"))


def _ahead(life: Life, move: Move, word: str, note: str) -> Stage:
    """A stop one may move on to, unless something is in the way; warnings are read first."""
    why = life.page.why_not[move]
    if why:
        return Stage(word, "", "stop", why)
    if not life.page.may_design:
        return Stage(word, note)
    if life.errors:
        said = "is" if life.errors == 1 else "are"
        way = {"word": "See it" if life.errors == 1 else "See them", "href": "#problems"}
        return Stage(word, "", "stop", f"{say_count(life.errors, 'error')} {said} in the way", way)
    if life.warnings:
        said = f"Read {say_count(life.warnings, 'warning')} first"
        return Stage(word, note, action={"word": said, "href": "#warnings"})
    return Stage(word, note, action=_act(life, move, move.value.capitalize(), "small primary"))


def _act(life: Life, move: Move, word: str, kind: str = "small") -> Mapping[str, str] | None:
    if life.page.why_not[move] or not life.page.may_design:
        return None
    return {"word": word, "url": f"/workflows/{life.page.row.id}/{NOUNS[move]}", "kind": kind}
