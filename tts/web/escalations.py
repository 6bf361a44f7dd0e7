"""The desk of those whom steps escalate to: whose, from which step, why, how late; dealt with in place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.escalation_list import TABS, EscalationRow, escalation_counts, list_escalations
from tts.web.access import acting, requires
from tts.web.forms import address_id
from tts.web.frame import request_time
from tts.web.item_face import read_item_face

escalations = Blueprint("escalations", __name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Group:
    """Escalations that are about equally late."""

    word: str
    rows: Sequence[EscalationRow]


@escalations.get("/escalations")
@requires(Permission.REVIEW, Permission.COORDINATE)
def show() -> str:
    """The escalations of a tab, grouped by how late they are; `open` unfolds one of them."""
    actor, tab = acting(), chosen_tab()
    page = list_escalations(db.session, actor, tab, cursor=request.args.get("cursor"))
    opened = next((row for row in page.rows if row.id == address_id("open")), None)
    face = read_item_face(db.session, actor, opened.item_id) if opened and opened.item_id else None
    return render_template(
        "escalations/show.html",
        tab=tab,
        counts=escalation_counts(db.session, actor),
        page=page,
        groups=list(group_rows(page.rows, tab, request_time())),
        opened=opened,
        face=face,
    )


def chosen_tab() -> str:
    """The tab asked for; `mine` for any other word."""
    tab = request.args.get("tab", "mine")
    return tab if tab in TABS else "mine"


def group_rows(rows: Sequence[EscalationRow], tab: str, now: datetime) -> Iterator[Group]:
    """The rows by how late they are, the latest group first; closed ones are one group."""
    if tab == "closed":
        if rows:
            yield Group("Closed", rows)
        return
    for word in LATENESS:
        found = [row for row in rows if how_late(row.due_at, now) == word]
        if found:
            yield Group(word, found)


LATENESS = (
    "More than a day late",
    "1 to 24 hours late",
    "Under an hour late",
    "Not late",
    "Without a running clock",
)


def how_late(due_at: datetime | None, now: datetime) -> str:
    """Which group a due time belongs to."""
    if due_at is None:
        return LATENESS[4]
    late = now - due_at
    if late < timedelta(0):
        return LATENESS[3]
    return LATENESS[0] if late > DAY else LATENESS[1] if late >= HOUR else LATENESS[2]
