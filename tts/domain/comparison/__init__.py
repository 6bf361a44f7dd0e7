"""Two versions of a workflow side by side: what differs, in words, and what it means for tickets.

Everything is told from the one side to the other, by stable ids; swapping the sides swaps what is added and
removed, gained and lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tts.domain.comparison.choice_order import choice_order_changes
from tts.domain.comparison.routes import ToldRoutes, lost_routes
from tts.domain.comparison.tickets import Effect, TicketsAtStep, tell_tickets
from tts.domain.comparison.times import StepTimes, compare_times
from tts.domain.definition import Definition, details_json
from tts.domain.diff import Change, compare, compare_details

__all__ = [
    "Comparison",
    "Effect",
    "StepTimes",
    "TicketsAtStep",
    "ToldRoutes",
    "compare_definitions",
    "tell_tickets",
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between two definitions.

    `changes` has all but the drawing (details, then steps, then transitions), `moved` what only stands
    elsewhere on it, `times` the steps whose part of a promise differs.
    """

    changes: tuple[Change, ...]
    moved: tuple[Change, ...]
    gained: ToldRoutes
    lost: ToldRoutes
    times: tuple[StepTimes, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both are the same, the drawing included."""
        return not self.changes and not self.moved

    def of(self, *elements: str) -> list[Change]:
        """The changes of these elements: details, step, transition."""
        return [change for change in self.changes if change.element in elements]


def compare_definitions(
    old: Definition, new: Definition, role_names: Mapping[int, str] | None = None
) -> Comparison:
    """Everything that differs from `old` to `new`; whatever makes another version is told by a line."""
    found = (
        *compare_details(details_json(old.details), details_json(new.details)),
        *compare(old.graph, new.graph, role_names),
        *choice_order_changes(old.graph, new.graph),
    )
    return Comparison(
        changes=tuple(change for change in found if change.kind != "moved"),
        moved=tuple(change for change in found if change.kind == "moved"),
        gained=lost_routes(new.graph, old.graph),
        lost=lost_routes(old.graph, new.graph),
        times=compare_times(old, new),
    )
