"""The sentences of notices that the desk sends and the trial of a draft foretells: one wording for both."""

from __future__ import annotations

from datetime import timedelta

from tts.domain.marks import Mark, Scope
from tts.domain.sla import say_duration


def say_mark(
    mark: Mark, *, step_name: str, number: str, holder: str | None, role_name: str, is_passed: bool
) -> str:
    """The sentence of a mark: whose time it is, and how much is used; more than that where it `is_passed`."""
    what = f"“{step_name}”" if mark.scope is Scope.STEP else number
    where = holder or f"nobody yet; it waits for {role_name}"
    if mark.is_breach:
        return f"{what} is late: all of its time is used. It is with {where}."
    more = "More than " if is_passed else ""
    return f"{more}{mark.percent} % of the time for {what} is used. It is with {where}."


def say_nobody_available(step_name: str, role_name: str) -> str:
    """A step waits because nobody of its role is here."""
    return f"“{step_name}” waits: nobody in the role {role_name} is available."


def why_waiting(role_name: str, *, on_purpose: bool) -> str:
    """Why an item opened without a holder, as its event keeps it."""
    if on_purpose:
        return "the step leaves its items in the role's queue"
    return f"nobody in the role {role_name} is available"


def say_unanswered(reason: str) -> str:
    """An escalation is still without an answer."""
    return f"Nobody has answered this escalation yet. It was raised because: {reason}"


def say_returned(by: str, step_name: str, note: str) -> str:
    """An escalated item came back, with the reviewer's note."""
    return f"{by} returned “{step_name}”: {note}"


def say_not_finished(step_name: str, budget: timedelta | None) -> str:
    """Why a step went up by itself."""
    time = f" in its {say_duration(budget)}" if budget else ""
    return f"{step_name} was not finished{time}."
