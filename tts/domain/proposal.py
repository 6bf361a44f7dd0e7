"""A budget proposal as BMS takes it (contracts.md): what the ticket says, and nothing that it does not.

What is missing is left out, so that BMS says so and a person fills it in; no value is ever made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tts.domain.asset_ticket import Asked, full_name
from tts.domain.errors import Invalid
from tts.domain.wording import DESCRIPTION_LIMIT, NAME_LIMIT, read_body

KIND = "external-budget-proposals"
FIELDS = (
    "ticket_id",
    "department_input",
    "title",
    "project_summary",
    "project_description",
    "submitted_by_name",
    "fiscal_year",
    "items",
    "performance_start_date",
    "performance_end_date",
)
ITEM_FIELDS = ("cost_element", "description", "estimated_cost", "account", "category_code")
TYPED = tuple(name for name in FIELDS if name not in ("ticket_id", "items"))
"""The fields a person may correct, besides the items; the ticket stays the ticket."""
NUMBERS = ("fiscal_year", "account")
LONG = ("project_summary", "project_description", "description")
MOST_ITEMS = 300


def budget_proposal(ticket: Asked) -> dict[str, object]:
    """The body for one ticket, in the order of contracts.md, without what the ticket says nothing of."""
    said = ticket.payload
    more = said.get("dynamic_data")
    more = more if isinstance(more, Mapping) else {}
    found = {name: _said(name, said, more) for name in TYPED}
    found |= {
        "ticket_id": ticket.number,
        "title": found["title"] or ticket.subject,
        "project_summary": found["project_summary"] or ticket.subject,
        "project_description": found["project_description"] or ticket.description,
        "submitted_by_name": found["submitted_by_name"] or full_name(said) or ticket.requester,
        "items": _items(said, more),
    }
    return _in_order(FIELDS, found)


def missing_fields(body: Mapping[str, Any]) -> list[str]:
    """The fields of contracts.md that a body says nothing of, those of items by their number."""
    items = body.get("items")
    rows = items if isinstance(items, Sequence) and not isinstance(items, str) else []
    missing = [name for name in FIELDS if name not in body]
    return missing + [
        f"{name} of item {number}"
        for number, row in enumerate(rows, 1)
        for name in ITEM_FIELDS
        if name not in row
    ]


def corrected_proposal(
    before: Mapping[str, Any], typed: Mapping[str, str], rows: Sequence[Mapping[str, str]]
) -> dict[str, object]:
    """The body as a person corrected it: blank is left out, what was not touched keeps its JSON type.

    Raises Invalid for a text that is too long, or holds what no system can read.
    """
    faults: dict[str, str] = {}
    found: dict[str, object] = {"ticket_id": before.get("ticket_id")}
    for name in TYPED:
        found[name] = _typed(name, typed.get(name, ""), before.get(name), name, faults)
    known = before.get("items")
    known = known if isinstance(known, list) else []
    filled = [(place, row) for place, row in enumerate(rows) if any(text.strip() for text in row.values())]
    if len(filled) > MOST_ITEMS:
        faults["items"] = f"These are {len(filled):,} items: at most {MOST_ITEMS} can be sent."
    found["items"] = [
        _item(row, known[place] if place < len(known) else {}, place, faults) for place, row in filled
    ]
    if faults:
        raise Invalid(" ".join(faults.values()), faults)
    return _in_order(FIELDS, found)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the fields that say something else."""
    return [name for name in FIELDS if before.get(name) != after.get(name)]


def _said(name: str, *places: Any) -> object:
    found = (place.get(name) for place in places)
    return next((value for value in found if _is_scalar(value) and value != ""), None)


def _items(*places: Any) -> list[dict[str, object]]:
    """The cost items of the payload, each with the fields BMS knows."""
    found = (place.get(name) for place in places for name in ("cost_items", "items"))
    rows = next((value for value in found if isinstance(value, list) and value), [])
    kept = [{name: row.get(name) for name in ITEM_FIELDS} for row in rows if isinstance(row, Mapping)]
    return [_in_order(ITEM_FIELDS, {k: v for k, v in row.items() if _is_scalar(v)}) for row in kept]


def _item(
    row: Mapping[str, str], before: Mapping[str, Any], place: int, faults: dict[str, str]
) -> dict[str, object]:
    values = {
        name: _typed(name, row.get(name, ""), before.get(name), f"item-{place}-{name}", faults)
        for name in ITEM_FIELDS
    }
    return _in_order(ITEM_FIELDS, values)


def _typed(name: str, text: str, before: object, field: str, faults: dict[str, str]) -> object:
    """A typed value: as it was while it reads the same, a number where the field is one by its nature."""
    if before is not None and str(before) == text.strip():
        return before
    try:
        value = read_body(text, field, limit=DESCRIPTION_LIMIT if name in LONG else NAME_LIMIT)
    except Invalid as fault:
        faults[field] = fault.sentence.replace(f" {field.replace('_', ' ')} ", f" {name.replace('_', ' ')} ")
        return None
    is_number = name in NUMBERS and value.isascii() and value.isdigit() and len(value) < 16
    return int(value) if is_number else value


def _in_order(names: Sequence[str], values: Mapping[str, object]) -> dict[str, object]:
    return {name: values[name] for name in names if values.get(name) not in (None, "", [])}


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)
