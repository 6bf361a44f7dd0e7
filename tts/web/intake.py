"""The three fields that lead a ticket to its workflow: how they narrow each other, and whether they fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tts.domain.errors import Invalid
from tts.queries.intake import IntakeWay

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class IntakeGroups:
    """Options of the selects: departments, categories by department, sub-categories by both."""

    departments: Options
    categories: Sequence[tuple[list[str], Options]]
    sub_categories: Sequence[tuple[list[str], Options]]


def group_ways(ways: Sequence[IntakeWay]) -> IntakeGroups:
    """The ways as the narrowing selects take them."""
    departments = dict.fromkeys(way.department for way in ways)
    by_department: dict[str, dict[str, None]] = {}
    by_both: dict[tuple[str, str], dict[str, None]] = {}
    for way in ways:
        by_department.setdefault(way.department, {})[way.category] = None
        if way.sub_category:
            by_both.setdefault((way.department, way.category), {})[way.sub_category] = None
    return IntakeGroups(
        _options(departments),
        [([department], _options(found)) for department, found in by_department.items()],
        [([department, category], _options(found)) for (department, category), found in by_both.items()],
    )


def check_way(typed: Mapping[str, str], ways: Sequence[IntakeWay]) -> None:
    """Invalid, with a sentence beside each field, unless department and category fit together.

    While no workflow takes tickets anything may be asked: the ticket is kept and matched later.
    """
    department, category, sub_category = typed["department"], typed["category"], typed["sub_category"]
    faults: dict[str, str] = {}
    if not department.strip():
        faults["department"] = "Choose the department that is to help."
    if not category.strip():
        faults["category"] = "Choose a category."
    elif department and ways and not _fits(ways, department, category):
        faults["category"] = (
            f"“{category[:60]}” is not a category of {department[:60]}: choose one of its own."
        )
    elif sub_category and ways and not _fits(ways, department, category, sub_category):
        faults["sub_category"] = (
            f"“{sub_category[:60]}” does not belong to {category[:60]}: choose another, or leave it open."
        )
    if not typed["subject"].strip():
        faults["subject"] = "Say in a few words what it is about."
    if faults:
        raise Invalid(" ".join(faults.values()), faults)


def _fits(ways: Sequence[IntakeWay], *wanted: str) -> bool:
    return any((way.department, way.category, way.sub_category)[: len(wanted)] == wanted for way in ways)


def _options(words: Mapping[str, None]) -> Options:
    return [(word, word) for word in words]
