"""The words, clocks and drawings of the pages, registered with Jinja under the names the macros use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from flask import Flask, has_request_context

from tts.domain.picture import drawing, labels
from tts.web import words
from tts.web.clock_face import read_clock
from tts.web.route_column import column_of
from tts.web.row_clock import step_running, ticket_running
from tts.web.settings_in_force import viewing_zone

PLAIN: tuple[Callable[..., object], ...] = (
    words.say_span,
    words.say_duration,
    words.split_duration,
    words.say_time_left,
    words.say_ago,
    words.say_count,
    words.say_tally,
    words.say_share,
    words.initials,
    words.avatar_class,
    words.bar_width,
    drawing.view_box,
    drawing.path_of,
    drawing.arrow_head,
    labels.place_labels,
    drawing.fit_text,
)


def register_words(app: Flask) -> None:
    """Register every filter, and the globals that read clocks and columns.

    Times are said in the zone of whoever views, outside of requests in that of config TIME_ZONE, else in UTC.
    """
    zone = ZoneInfo(app.config.get("TIME_ZONE", "UTC"))
    for plain in PLAIN:
        app.add_template_filter(plain)
    for telling in (words.say_moment, words.say_due):
        app.add_template_filter(_with_now_and_zone(telling, zone), telling.__name__)
    for dating in (words.say_exact, words.say_date, words.say_last_day, words.say_day):
        app.add_template_filter(_with_zone(dating, zone), dating.__name__)
    for reading in (read_clock, step_running, ticket_running, column_of):
        app.add_template_global(reading)


def _with_zone(say: Callable[[datetime, tzinfo], str], zone: tzinfo) -> Callable[..., str]:
    def said(at: datetime, other_zone: tzinfo | None = None) -> str:
        return say(at, other_zone or _viewer_zone(zone))

    return said


def _with_now_and_zone(say: Callable[[datetime, datetime, tzinfo], str], zone: tzinfo) -> Callable[..., str]:
    def said(at: datetime, now: datetime, other_zone: tzinfo | None = None) -> str:
        return say(at, now, other_zone or _viewer_zone(zone))

    return said


def _viewer_zone(otherwise: tzinfo) -> tzinfo:
    return viewing_zone() if has_request_context() else otherwise
