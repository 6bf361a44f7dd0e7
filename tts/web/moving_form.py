"""What the form of a move says: from which version to which, where tickets go, which due times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tts.domain.errors import Invalid
from tts.domain.graph import Graph, Step
from tts.domain.moving import LEAVE, MovePlan
from tts.domain.values import LARGEST_ID
from tts.queries.paging import AnySession
from tts.queries.workflow_history import VersionLine, version_lines
from tts.web.words import say_count

TARGET, OTHER = "target_", "other_"
MOST_VERSIONS = 500
MOST_TARGETS = 2_000


@dataclass(frozen=True, slots=True)
class MovingForm:
    """The versions one may choose, those chosen, and the plan.

    `others` are steps that were picked to choose another place, though they are as they were.
    """

    lines: Sequence[VersionLine]
    was: VersionLine | None
    becomes: VersionLine | None
    plan: MovePlan
    cursor: str = ""
    others: frozenset[int] = frozenset()

    @property
    def chosen(self) -> tuple[VersionLine, VersionLine]:
        """Both versions; Invalid while there is none to choose."""
        if self.was is None or self.becomes is None:
            raise Invalid("Choose from which version to which one the tickets go.")
        return self.was, self.becomes

    @property
    def options(self) -> list[tuple[int, str]]:
        """The versions to choose from, each with how many tickets are open on it."""
        return [
            (
                line.version,
                f"Version {line.version}{_in_use(line)}, {say_count(line.open_tasks, 'open ticket')}",
            )
            for line in self.lines
        ]

    def fitting(self, was: Graph, becomes: Graph) -> MovingForm:
        """The form without choices that are none between these versions: another version was chosen since."""
        targets = {
            old: new
            for old, new in self.plan.targets.items()
            if was.find(old) and (new == LEAVE or becomes.find(new))
        }
        return replace(self, plan=replace(self.plan, targets=targets))

    def asks(self, step: Step, becomes: Graph) -> bool:
        """Whether the form asks where a step's tickets go: it is gone, another one now, or was picked."""
        now = becomes.find(step.step_id)
        is_same = now is not None and (now.name, now.role_id) == (step.name, step.role_id)
        return not is_same or int(step.step_id) in self.others | set(self.plan.targets)

    @property
    def sent(self) -> dict[str, str]:
        """The fields that say the same again."""
        was, becomes = self.chosen
        targets = {f"{TARGET}{old}": str(new) for old, new in self.plan.targets.items()}
        due = "keep" if self.plan.keep_due else "new"
        return {"from": str(was.version), "to": str(becomes.version), "due": due, **targets}


def read_form(session: AnySession, workflow_id: int, values: Mapping[str, str]) -> MovingForm:
    """The form as it was sent, in the address or in a body; what is missing is what one mostly wants.

    That is: from the version with most open tickets that is not in use, to the one in use; due times kept.
    """
    lines = version_lines(session, workflow_id, limit=MOST_VERSIONS)
    becomes = _line(lines, values.get("to")) or next((line for line in lines if line.is_active), None)
    others = [line for line in lines if line is not becomes]
    fullest = max(others, key=lambda line: (line.open_tasks, line.version), default=None)
    was = _line(lines, values.get("from")) or fullest
    plan = MovePlan(_targets(values), keep_due=values.get("due") != "new")
    becomes = becomes or _last_but(lines, was)
    return MovingForm(lines, was, becomes, plan, values.get("cursor", ""), _others(values))


def _in_use(line: VersionLine) -> str:
    return " (active)" if line.is_active else ""


def _line(lines: Sequence[VersionLine], text: str | None) -> VersionLine | None:
    return next((line for line in lines if str(line.version) == text), None)


def _last_but(lines: Sequence[VersionLine], was: VersionLine | None) -> VersionLine | None:
    return next((line for line in lines if line is not was), None)


def _targets(values: Mapping[str, str]) -> dict[int, int]:
    """Step by step where its tickets go; what is blank, no number or the step itself was not chosen."""
    found: dict[int, int] = {}
    for name, text in list(values.items())[:MOST_TARGETS]:
        old = name.removeprefix(TARGET)
        if name.startswith(TARGET) and old != text and _is_id(old) and _is_target(text):
            found[int(old)] = int(text)
    return found


def _others(values: Mapping[str, str]) -> frozenset[int]:
    """The steps that were picked, to choose another place for their tickets."""
    picked = (name.removeprefix(OTHER) for name in list(values)[:MOST_TARGETS] if name.startswith(OTHER))
    return frozenset(int(step_id) for step_id in picked if _is_id(step_id))


def _is_target(text: str) -> bool:
    return _is_id(text) or text == str(LEAVE)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and 0 < int(text) <= LARGEST_ID
