"""The calendar of a workflow on a page: hours, holidays and special days, all without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.adapters.public_holidays import country_of_zone, list_countries, list_regions, public_holidays
from tts.domain.errors import DomainError, Invalid, NotFound, NotPermitted
from tts.domain.lifecycle import Editable, why_not_editable
from tts.domain.permissions import Permission
from tts.domain.working_time import CalendarRefused, calendar_json, read_calendar, say_calendar
from tts.domain.working_time.zones import known_zones
from tts.extensions import db
from tts.services.workflows import save_details
from tts.web.access import acting, requires
from tts.web.calendar_form import (
    SPARE_ROWS,
    CalendarForm,
    SpecialRow,
    calendar_fields,
    form_of,
    place_faults,
    typed_form,
)
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.json_text import sent_json
from tts.web.settings_in_force import viewing_zone
from tts.web.words import LONG_WEEKDAYS, say_count
from tts.web.workflow_page import WORKFLOW, Said, page_of

calendars = Blueprint("workflow_calendar", __name__)

Answer = Response | str | tuple[str, int]
MOST_FAULTS = 6
DROPS = (
    "“Around the clock” is chosen, and what you filled in below would be dropped: choose “In these hours” to"
    " keep it, or save once more to drop it."
)


@calendars.get(WORKFLOW + "/calendar")
@requires(Permission.DESIGN)
def show(workflow_id: int) -> str:
    """The calendar as it is stored."""
    return _render(workflow_id, _stored_form(workflow_id))


@calendars.get(WORKFLOW + "/calendar.json")
@requires(Permission.DESIGN)
def export(workflow_id: int) -> Response:
    """The stored calendar as a file, as `tts clocks due` and other workflows read it."""
    text = json.dumps(calendar_json(page_of(workflow_id).details.calendar), indent=2, ensure_ascii=False)
    name = f"attachment; filename=calendar-{workflow_id}.json"
    return Response(text + "\n", mimetype="application/json", headers={"Content-Disposition": name})


@calendars.post(WORKFLOW + "/calendar")
@requires(Permission.DESIGN)
def change(workflow_id: int) -> Answer:
    """Save what was typed; the smaller buttons only change what stands in the form."""
    typed = typed_form(request.form)
    act, _, detail = request.form.get("act", "save").partition(":")
    if act == "add":
        return _render(workflow_id, replace(typed.with_own(), is_always=False))
    if act == "remove":
        return _render(workflow_id, typed.without_holiday(detail))
    if act == "regions":
        return _render(workflow_id, replace(typed, region=""))
    if act == "look-up":
        return _look_up(workflow_id, typed)
    if act == "read":
        return _read(workflow_id, typed)
    return _save(workflow_id, typed)


def _look_up(workflow_id: int, typed: CalendarForm) -> Answer:
    """The public holidays stand in the list, marked as new; nothing is saved."""
    try:
        found = public_holidays(typed.country, typed.region, _years(typed))
    except Invalid as refusal:
        return _render(workflow_id, typed, faults=refusal.fields), 422
    filled = replace(typed.with_holidays(found), is_always=False)
    fresh = sum(row.is_new for row in filled.holidays)
    words = f"{say_count(fresh, 'day')} below {'is' if fresh == 1 else 'are'} new and not saved yet."
    if not found:
        words = "No public holidays are known for that place and those years."
    return _render(workflow_id, filled, looked_up=words)


def _read(workflow_id: int, typed: CalendarForm) -> Answer:
    """The calendar of a file or of pasted text stands in the form; nothing is saved."""
    try:
        found = read_calendar(sent_json(typed.text, request.files.get("file")))
    except CalendarRefused as refusal:
        sentences = dict.fromkeys([refusal.sentence, *refusal.fields.values()])
        return _render(workflow_id, typed, faults={"text": " ".join(list(sentences)[:MOST_FAULTS])}), 422
    except Invalid as refusal:
        return _render(workflow_id, typed, faults={"text": refusal.sentence}), 422
    read = form_of(found, typed.tz, request_time().astimezone(viewing_zone()).year)
    return _render(workflow_id, read, read=say_calendar(found))


def _years(typed: CalendarForm) -> range:
    first, last = typed.first_year, typed.last_year
    if not all(year.isascii() and year.isdigit() and 1970 <= int(year[:5]) < 2200 for year in (first, last)):
        sentence = "Years are written with four digits, such as 2027."
        raise Invalid(sentence, {"last_year": sentence})
    return range(int(first), int(last) + 1)


def _save(workflow_id: int, typed: CalendarForm) -> Answer:
    faults: dict[str, str] = {}
    fields = calendar_fields(typed, faults)
    if typed.drops_of(_stored_form(workflow_id)) and "drop" not in request.form:
        faults["hours"] = DROPS
    try:
        _refuse_faults(typed, fields, faults)
        revision = request.form.get("revision", type=int)
        save_details(
            db.session, workflow_id, {"calendar": fields}, revision, actor=acting(), now=request_time()
        )
    except (NotFound, NotPermitted):
        raise
    except DomainError as refusal:
        db.session.rollback()
        said = Said(refusal, "calendar")
        return _render(workflow_id, typed, said=said, faults=faults), status_of(refusal)
    flash("Saved.", "ok")
    return redirect(url_for("workflow_page.show", workflow_id=workflow_id, _anchor="promises"), 303)


def _refuse_faults(typed: CalendarForm, fields: object, faults: dict[str, str]) -> None:
    """Everything that is wrong at once, at its box."""
    try:
        read_calendar(fields)
    except CalendarRefused as refused:
        for box, sentence in place_faults(typed, refused.fields).items():
            faults.setdefault(box, sentence)
    if faults:
        raise Invalid("The calendar was not saved: see below.", faults)


def _stored_form(workflow_id: int) -> CalendarForm:
    stored = page_of(workflow_id).details.calendar
    return form_of(stored, current_app.config["TIME_ZONE"], request_time().astimezone(viewing_zone()).year)


def _render(
    workflow_id: int,
    form: CalendarForm,
    *,
    said: Said | None = None,
    faults: Mapping[str, str] | None = None,
    looked_up: str = "",
    read: str = "",
) -> str:
    page = page_of(workflow_id)
    country = form.country or country_of_zone(form.tz)
    spare = (SpecialRow("", ""),) * SPARE_ROWS
    is_editable = page.editable is not Editable.NONE
    return render_template(
        "workflows/calendar.html",
        page=page,
        row=page.row,
        form=replace(form, country=country, special=(*form.special, *spare)),
        stored=say_calendar(page.details.calendar),
        weekdays=LONG_WEEKDAYS,
        zones=sorted(known_zones()),
        countries=list_countries(),
        regions=list_regions(country),
        faults=faults or {},
        said=said,
        looked_up=looked_up,
        read=read,
        is_editable=is_editable,
        why_not=None if is_editable else why_not_editable(page.row.status),
    )
