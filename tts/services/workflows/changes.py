"""What a save changed, in sentences for the record, and which of it is more than words."""

from __future__ import annotations

from collections.abc import Iterable

from tts.domain.comparison.choice_order import choice_order_changes
from tts.domain.definition import Details, details_json
from tts.domain.diff import Change, compare, compare_details
from tts.domain.graph import Graph

WORDS = frozenset(
    ("description", "instruction", "low_sla", "medium_sla", "high_sla", "urgent_sla", "calendar")
)


def say_graph_changes(before: Graph, after: Graph) -> list[str]:
    """One sentence for each change of the graph."""
    return _sentences((*compare(before, after), *choice_order_changes(before, after)))


def fixed_graph_changes(before: Graph, after: Graph) -> list[str]:
    """Changes that a deployed workflow refuses: all but descriptions, instructions and coordinates."""
    return _sentences((*_fixed(compare(before, after)), *choice_order_changes(before, after)))


def say_details_changes(before: Details, after: Details) -> list[str]:
    """One sentence for each detail that changed."""
    return _sentences(compare_details(details_json(before), details_json(after)))


def fixed_details_changes(before: Details, after: Details) -> list[str]:
    """Changes of what a deployed workflow no longer lets change: name, intake, end logic."""
    return _sentences(_fixed(compare_details(details_json(before), details_json(after))))


def _sentences(changes: Iterable[Change]) -> list[str]:
    return [change.sentence for change in changes]


def _fixed(changes: Iterable[Change]) -> Iterable[Change]:
    return (change for change in changes if change.kind != "moved" and change.field not in WORDS)
