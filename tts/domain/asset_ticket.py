"""A ticket that waits for AMS, as AMS reads it (contracts.md): what its payload says, else null."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A ticket another system is asked about, with who wants it; `payload` as its source sent it."""

    id: int
    number: str
    subject: str
    description: str
    requester: str
    email: str
    payload: Mapping[str, Any]


def asset_row(ticket: Asked) -> dict[str, object]:
    """Exactly the fields that AMS takes, in the order of contracts.md."""
    said, more = ticket.payload, _object(ticket.payload, "dynamic_data")
    place = _object(more, "location_details")
    employee = _first(said.get("employee_id"), said.get("employee_cookie_id"))
    return {
        "id": ticket.id,
        "ticket_number": ticket.number,
        "requestor_details": _requestor(ticket, employee),
        "employee": employee,
        "asset": _first(said.get("asset_id"), said.get("asset"), more.get("assetId")),
        "subject": ticket.subject,
        "location": _first(said.get("location_id"), said.get("location"), place.get("id")),
        "checkout_date": _first(said.get("checkout_date"), more.get("checkOutDate")),
        "return_date": _first(
            said.get("return_date"), said.get("expected_return_date"), more.get("expectedReturnDate")
        ),
        "checkin_date": _first(said.get("checkin_date"), more.get("checkinDate")),
        "asset_checkout": _first(said.get("asset_checkout"), more.get("assetCheckout")),
        "is_resolved": False,
    }


def full_name(payload: Mapping[str, Any]) -> str:
    """The name of the employee in a payload, "" where it has none."""
    person = _object(payload, "employee")
    names = (person.get("first_name"), person.get("last_name"))
    return " ".join(name.strip() for name in names if isinstance(name, str) and name.strip())


def _requestor(ticket: Asked, employee: object) -> dict[str, object]:
    person = _object(ticket.payload, "employee")
    return {
        "id": employee,
        "name": full_name(ticket.payload) or ticket.requester,
        "firstname": _first(person.get("first_name")),
        "lastname": _first(person.get("last_name")),
        "email": _first(person.get("email")) or ticket.email or None,
        "company_id": _first(person.get("company_id")),
        "department": _first(person.get("department"), ticket.payload.get("department")),
    }


def _first(*values: object) -> object:
    """The first that says something; a number nought does, a blank text does not."""
    return next((value for value in values if value is not None and value != ""), None)


def _object(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = values.get(name)
    return value if isinstance(value, Mapping) else {}
