"""Where the month is spent: workflows with office hours, round the clock and at night, and what people do.

The month has both nights on which clocks go forward: New York's on 14 March, Berlin's on 28 March.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.soak import deeds, errands
from tests.soak.deeds import Deed
from tests.soak.scene import Scene
from tests.soak.town import INSTALL, SUPPORT
from tts.domain.words import Priority
from tts.services import tickets

BEGINNING = datetime(2027, 3, 8, 6, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
OFFICE = {
    "tz": "Europe/Berlin",
    "week": {str(day): [["08:00", "12:00"], ["13:00", "17:00"]] for day in range(5)},
    "holidays": ["2027-03-26", "2027-03-29"],
    "special": {"2027-03-25": [["08:00", "12:00"]]},
}
NIGHT = {"tz": "America/New_York", "week": {str(day): [["22:00", "06:00"]] for day in range(7)}}


def _at_work(plan: dict[str, Any], **details: Any) -> dict[str, Any]:
    return {**plan, "workflow": {**plan["workflow"], **details}}


PLANS = (
    _at_work(SUPPORT, calendar=OFFICE),
    _at_work(INSTALL, high_sla="06:00:00"),
    _at_work(SUPPORT, name="Night Watch", category="Night", sub_category="", calendar=NIGHT),
)
INTAKES = (("Technology", "Support Request"), ("Others", ""), ("Night", ""))


def submit(scene: Scene) -> None:
    category, sub_category = scene.dice.choice(INTAKES)
    priority = scene.dice.choice(list(Priority)).value
    request = tickets.TicketRequest("It broke", "Please help.", "IT", category, sub_category, priority)
    tickets.submit_ticket(scene.session, request, actor=scene.anybody("Rita", "Otto"), now=scene.clock())


DEEDS: dict[Deed, int] = {
    submit: 16,
    deeds.complete: 16,
    deeds.claim: 8,
    deeds.take: 2,
    deeds.transfer: 4,
    deeds.escalate: 4,
    deeds.give_back: 5,
    deeds.hold: 7,
    deeds.resume: 8,
    deeds.withdraw: 1,
    deeds.cancel: 1,
    deeds.reopen: 4,
    deeds.prioritise: 8,
    errands.leave: 1,
}
