"""What happened at the demo organisation lately: requests, and how far each has come.

Each story is told three times, once for each member of a role, so that everybody has the same share of work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

COMPLETE = "Complete"


@dataclass(frozen=True, slots=True)
class Deed:
    """What an item's holder did, so long after the deed before: chose by name, escalated or held."""

    after: timedelta
    choice: str = ""
    note: str = ""
    verb: str = "choose"


@dataclass(frozen=True, slots=True)
class Story:
    """Three requests of a kind, submitted so long ago, and what was done on each."""

    place: tuple[str, str, str]
    priority: str
    age: timedelta
    requests: tuple[tuple[str, str], ...]
    deeds: tuple[Deed, ...] = ()


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


IT = ("IT", "Technology", "Support Request")
CHECK_OUT = ("Asset Department", "Asset Check Out", "Laptop")
CHECK_IN = ("Asset Department", "Asset Check In", "Check In")
BUDGET = ("Budget Department", "New Budget Proposal", "CapEx")
ACCESS = ("IT Department", "IT Support", "Access Request")
SOFTWARE = ("IT Department", "Others", "Software Installation")

STORIES = (
    Story(
        IT,
        "medium",
        hours(98),
        (
            ("Projector in room 214 shows a green picture", "Everything is tinted green since the move."),
            (
                "Phone rings but nobody can be heard",
                "Incoming calls are silent on my side; outgoing ones work.",
            ),
            ("Printer on the second floor prints blank pages", "New toner was put in this morning."),
        ),
        (
            Deed(hours(0.4), "Assign"),
            Deed(hours(3), "Cause found", "A cable was swapped during the move."),
            Deed(hours(2), "Fixed", "Put the right cable in and tried it twice."),
            Deed(hours(1.5), "Not fixed", "It is back after a restart."),
            Deed(hours(4), "Fixed", "Replaced the adapter as well."),
            Deed(hours(2), COMPLETE, "The requester has tried it and is content."),
        ),
    ),
    Story(
        IT,
        "medium",
        hours(31),
        (
            ("Laptop freezes when it is docked", "After a minute or so the screen stands still."),
            ("Cannot open the shared calendar", "It says that I have no rights; yesterday I had."),
            ("Network drive is very slow", "Opening a spreadsheet takes two minutes."),
        ),
        (
            Deed(hours(1), "Assign"),
            Deed(hours(5), "Ask the requester", "Since when, and does it happen without the dock?"),
            Deed(hours(2), "Assign", "Since Monday, and only in the office."),
            Deed(hours(4), "Cause found", "The driver of last week's update."),
        ),
    ),
    Story(
        IT,
        "urgent",
        hours(0.7),
        (
            ("Cash desk terminal does not start", "The shop has opened and customers are waiting."),
            ("Nobody in accounting can log in", "“The service is not available”, for all six of us."),
            ("Door to the server room stays locked", "The reader blinks red for every badge."),
        ),
    ),
    Story(
        CHECK_OUT,
        "high",
        hours(7),
        (
            ("Laptop for a trade fair", "Leaving on Thursday, back in two weeks."),
            ("Second screen for a new colleague", "She starts on Monday in room 118."),
            ("Camera and tripod for the annual report", "For two days, with a spare battery."),
        ),
        (Deed(hours(1.5), "Available", "Reserved in the inventory."),),
    ),
    Story(
        CHECK_IN,
        "low",
        hours(20),
        (
            ("Returning a laptop after parental leave cover", "Charger and bag are with it."),
            ("Returning two phones of the field team", "One has a cracked corner."),
            ("Returning the projector from the trade fair", "All cables are in the case."),
        ),
        (Deed(hours(2), "Received", "Everything on the list is there."),),
    ),
    Story(
        BUDGET,
        "low",
        hours(44),
        (
            (
                "Standing desks for the second floor",
                "Twelve desks, three offers are attached to the proposal.",
            ),
            ("Licences for the planning program", "Eight seats for a year."),
            ("Replacing the oldest delivery van", "Repairs cost more than its value last year."),
        ),
        (Deed(hours(9), "Recommend", "The figures add up, and last year's account has room for it."),),
    ),
    Story(
        ACCESS,
        "high",
        hours(5),
        (
            ("Access to the payroll folder", "I take over for a colleague on sick leave."),
            ("Administrator rights on a test server", "For the move of the archive next week."),
            ("Badge for the laboratory", "For the weekly samples."),
        ),
        (Deed(hours(3), note="The owner of it does not answer, and it is needed today.", verb="escalate"),),
    ),
    Story(
        SOFTWARE,
        "medium",
        hours(26),
        (
            ("Drawing program for the new brochure", "The trial has run out."),
            ("Statistics package on my laptop", "Version 4 or later."),
            ("Screen reader for a colleague", "He starts on the first of next month."),
        ),
        (Deed(hours(2), note="Waiting for the licence from the vendor.", verb="hold"),),
    ),
)
