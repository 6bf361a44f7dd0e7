"""Working time: calendars, the time that counts in them, and why a due time is what it is.

All answers are real elapsed seconds between instants in UTC; a calendar of None is round the clock.
"""

from tts.domain.working_time.calendar import ROUND_THE_CLOCK, Calendar, Window
from tts.domain.working_time.ledger import Explanation, Reason, Span, explain_due
from tts.domain.working_time.openings import Opening, counting_spans, open_spans
from tts.domain.working_time.pauses import Pause, merge_pauses, pauses_json, read_pauses
from tts.domain.working_time.reading import CalendarRefused, calendar_json, read_calendar
from tts.domain.working_time.reckoning import counted, due_after, reach, remaining
from tts.domain.working_time.saying import say_calendar

__all__ = [
    "ROUND_THE_CLOCK",
    "Calendar",
    "CalendarRefused",
    "Explanation",
    "Opening",
    "Pause",
    "Reason",
    "Span",
    "Window",
    "calendar_json",
    "counted",
    "counting_spans",
    "due_after",
    "explain_due",
    "merge_pauses",
    "open_spans",
    "pauses_json",
    "reach",
    "read_calendar",
    "read_pauses",
    "remaining",
    "say_calendar",
]
