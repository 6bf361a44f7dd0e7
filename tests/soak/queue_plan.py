"""What neighbours say in a day over the queue: tickets, decisions, and who has which role."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tests.broker.neighbours import MEMBER, ROLE, STATUS, TICKET, decided, member, role, ticket

PLACES = (
    (45, ("IT", "Technology", "Support Request")),
    (16, ("Asset Department", "Asset Check Out", "Check Out")),
    (15, ("Budget Department", "New Budget Proposal", "Budget Approval")),
    (7, ("Asset Department", "Asset Check In", "Check In")),
    (9, ("IT Department", "Others", "Software Installation")),
    (8, ("IT Department", "IT Support", "Virus/Malware Check")),
)
"""A year's mix; the last is one of those that no workflow takes."""

BUDGET_CATEGORY = "New Budget Proposal"
"""Tickets of it go to BMS at their end."""

WITHDRAWN_EVERY = 9
CLOSED_EVERY = 10
"""Of those that are not withdrawn."""
ROLE_CHANGES = 12


@dataclass(frozen=True)
class Said:
    """One task to publish; the same key is the same message."""

    to: tuple[str, str]
    told: dict[str, Any]
    key: str


class Day:
    """All that is said; the seed decides how it falls, the tickets are a file's where there is one."""

    def __init__(self, count: int, seed: int, file: Path | None = None) -> None:
        self.dice = random.Random(seed)
        said = tickets_of(file, count) if file else self._tickets(count)
        self.tickets = {one["ticket_number"]: one for one in said}
        self.withdrawn = list(self.tickets)[::WITHDRAWN_EVERY]
        withdrawn = set(self.withdrawn)
        self.closed = [number for number in self.tickets if number not in withdrawn][::CLOSED_EVERY]
        self.joined = {number: f"Gardener {number}" for number in range(300, 300 + ROLE_CHANGES)}
        self.left = {number: f"Welder {number}" for number in range(400, 400 + ROLE_CHANGES)}

    def open_budgets(self) -> list[str]:
        """The budget proposals that nobody ends before people bring them to BMS."""
        ended = {*self.withdrawn, *self.closed}
        return [
            number
            for number, told in self.tickets.items()
            if told["category"] == BUDGET_CATEGORY and number not in ended
        ]

    def before(self) -> list[Said]:
        """What Auth says in the night before, in its order: who is to lose a role must have it first."""
        said = []
        for number, name in self.left.items():
            said.append(Said(ROLE, role(number, name), f"first-role-{number}"))
            said.append(Said(MEMBER, member(number, number, name), f"first-member-{number}"))
        staff = [f"{word}{place}" for word in ("agent", "technician", "coordinator") for place in (1, 2)]
        for number, name in enumerate(staff, 500):
            told = member(number, 500, "Night Watch", user_email=f"{name}@demo.example", user_full_name=name)
            said.append(Said(MEMBER, told, f"staff-{number}"))
        return [*said, Said(ROLE, role(500, "Night Watch"), "night-watch")]

    def shuffled(self) -> list[Said]:
        """Everything three times, twice under one id, in any order."""
        once = list(self._once())
        said = [
            Said(one.to, one.told, f"{one.key}-{name}") for one in once for name in ("one", "one", "another")
        ]
        self.dice.shuffle(said)
        return said

    def _once(self) -> Iterator[Said]:
        for number, told in self.tickets.items():
            yield Said(TICKET, told, f"ticket-{number}")
        for number in self.withdrawn:
            yield Said(STATUS, decided(number, "Withdrawn"), f"status-{number}")
        for number in self.closed:
            yield Said(STATUS, decided(number, "Closed"), f"status-{number}")
        for number, name in self.joined.items():
            yield Said(ROLE, role(number, name), f"role-{number}")
            yield Said(MEMBER, member(number, number, name), f"member-{number}")
        for number, name in self.left.items():
            told = member(number, number, name, action="delete", is_active=False)
            yield Said(MEMBER, told, f"member-{number}")
            if number % 2:
                yield Said(ROLE, role(number, name, action="delete"), f"role-{number}")

    def _tickets(self, count: int) -> Iterator[dict[str, Any]]:
        shares = [share for share, _ in PLACES]
        for number in range(count):
            (_, place) = self.dice.choices(PLACES, shares)[0]
            department, category, sub_category = place
            person = self.dice.randrange(1, 40)
            yield ticket(
                f"TX20261102{number:06}",
                subject=f"{sub_category} {number}",
                department=department,
                category=category,
                sub_category=sub_category,
                priority=self.dice.choice(["Low", "Medium", "High", "Critical"]),
                employee={
                    "first_name": "Rosa",
                    "last_name": str(person),
                    "email": f"rosa{person}@demo.example",
                },
                requested_budget="1200.00",
                fiscal_year="2026",
            )


def tickets_of(file: Path, count: int) -> list[dict[str, Any]]:
    """The first rows of a CSV file, each as HDTS sends it; fails where there are fewer."""
    with file.open(encoding="utf-8", newline="") as lines:
        told = [ticket_of(row) for row in islice(csv.DictReader(lines), count)]
    assert len(told) == count, f"{file} has {len(told)} tickets, not {count}."
    return told


def ticket_of(row: Mapping[str, str]) -> dict[str, Any]:
    """One row as HDTS sends it; who asked is named after their address."""
    first, last = _name_of(row["requester"])
    same = ("department", "category", "sub_category", "subject", "description", "priority")
    return ticket(
        row["external_id"],
        **{name: row[name] for name in same},
        submit_date=row["submitted_at"],
        employee={"first_name": first, "last_name": last, "email": row["requester"]},
    )


def _name_of(email: str) -> tuple[str, str]:
    """`requester12@…` is Requester 12."""
    name = email.partition("@")[0]
    word = name.rstrip("0123456789")
    return word.title(), name[len(word) :]
