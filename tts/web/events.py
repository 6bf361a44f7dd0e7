"""The event log: every change, by whom, and whether its chain holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.events import Stream
from tts.domain.permissions import Permission
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.chains import chain_of_ticket, last_anchor
from tts.queries.events import EventFilter, EventRow, event_page
from tts.queries.paging import Page
from tts.queries.staff import find_person, known_addresses
from tts.services.audit import verify_chain, verify_record
from tts.services.record import PEOPLE_CHAIN
from tts.web.access import acting, requires
from tts.web.event_words import KINDS, changes_of, sentence_of
from tts.web.settings_in_force import viewing_zone
from tts.web.story import note_of
from tts.web.story_parts import Part

events = Blueprint("events", __name__)

ROWS = 50
STREAMS = [("ticket", "Tickets"), ("workflow", "Workflows"), ("people", "People and roles")]


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """An event in words; the note is what somebody wrote, no reason that the sentence says already."""

    line: EventRow
    parts: tuple[Part, ...]
    note: str | None
    changes: list[str]


@events.get("/events")
@requires(Permission.AUDIT)
def index() -> str:
    """Events that fit the filters, newest first."""
    wanted, faults = read_filter()
    page = (
        Page([])
        if faults
        else event_page(db.session, acting(), wanted, cursor=request.args.get("cursor"), limit=ROWS)
    )
    kept = {key: value for key, value in request.args.items() if value and key != "cursor"}
    return render_template(
        "events/index.html",
        told=[tell_event(line) for line in page.rows],
        page=page,
        kept=kept,
        is_narrowed=bool(kept),
        faults=faults,
        chain=chain_of(wanted),
        streams=STREAMS,
        kinds=KINDS,
        known=known_addresses(db.session),
        anchor=last_anchor(db.session),
    )


def tell_event(line: EventRow) -> ToldEvent:
    """A row of the log in words."""
    return ToldEvent(line, sentence_of(line), note_of(line), changes_of(line))


@events.post("/events/verification")
@requires(Permission.AUDIT)
def verify() -> Response:
    """Prove one chain, or the whole record, and say what was found."""
    stream, stream_id = request.form.get("stream", ""), request.form.get("stream_id", type=int)
    if stream in list(Stream) and stream_id is not None and 0 < stream_id <= LARGEST_ID:
        verdict = verify_chain(db.session, stream, stream_id)
        said = f"This chain holds: {verdict.events:,} events, none altered, added or missing."
    else:
        verdict = verify_record(db.session)
        said = (
            f"The record holds: {verdict.events:,} events in {verdict.chains:,} chains and "
            f"{verdict.anchors:,} anchors, none altered, added or missing."
        )
    if verdict.fault is None:
        flash(said, "ok")
    else:
        flash(
            f"The record does not hold: {verdict.fault} Nothing was changed. Keep a copy of the database.",
            "late",
        )
    kept = urlencode([(key, value) for key, value in request.args.items() if value])
    return redirect(f"{url_for('events.index')}?{kept}", 303)


def chain_of(wanted: EventFilter) -> tuple[str, int] | None:
    """The one chain that is looked at, if it is one."""
    if wanted.ticket_number:
        ticket_id = chain_of_ticket(db.session, wanted.ticket_number)
        return (Stream.TICKET.value, ticket_id) if ticket_id is not None else None
    if wanted.stream_id is not None:
        return wanted.stream, wanted.stream_id
    return (Stream.PEOPLE.value, PEOPLE_CHAIN) if wanted.stream == Stream.PEOPLE else None


def read_filter() -> tuple[EventFilter, dict[str, str]]:
    """What the log is narrowed to, and a sentence for each filter that cannot be read."""
    asked, faults = request.args, dict[str, str]()
    begins, ends = (
        _read_day(asked.get("from", ""), "from", faults),
        _read_day(asked.get("to", ""), "to", faults),
    )
    workflow_id = asked.get("workflow", 0, type=int)
    stream, is_workflow = asked.get("stream", ""), 0 < workflow_id <= LARGEST_ID
    if is_workflow:
        stream = Stream.WORKFLOW.value
    wanted = EventFilter(
        stream=stream if stream in list(Stream) else "",
        stream_id=workflow_id if is_workflow else None,
        ticket_number=asked.get("ticket", "").strip()[:60],
        kind=asked.get("kind", "")[:60],
        actor_id=_read_person(asked.get("person", "").strip()[:254], faults),
        since=begins,
        until=ends + timedelta(days=1) if ends else None,
    )
    return wanted, faults


def _read_person(typed: str, faults: dict[str, str]) -> int | None:
    if not typed:
        return None
    user_id = find_person(db.session, typed)
    if user_id is None:
        faults["person"] = "Nobody active has this address or name: choose somebody from the list."
    return user_id


def _read_day(text: str, name: str, faults: dict[str, str]) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        if not 2000 <= day.year <= 2200:
            raise ValueError(text)
    except ValueError:
        faults[name] = "Choose a day, such as 2026-11-30."
        return None
    return datetime.combine(day, time.min, viewing_zone()).astimezone(UTC)
