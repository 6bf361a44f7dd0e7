"""What can be done next in a trial, as the buttons of a page show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tts.domain.acting import Choice, choices_of, may_claim
from tts.domain.graph import PRIORITIES
from tts.domain.trial.run import Run
from tts.domain.trial.staff import Person
from tts.domain.trial.sweep import next_moment
from tts.domain.words import ItemStatus

MOST_CLAIMANTS = 20


@dataclass(frozen=True, slots=True)
class Offers:
    """The moves that make sense now; `next_at` is when something happens by itself, None: nothing does."""

    choices: tuple[Choice, ...] = ()
    claimants: tuple[Person, ...] = ()
    may_hold: bool = False
    may_resume: bool = False
    may_escalate: bool = False
    may_return: bool = False
    priorities: tuple[str, ...] = ()
    next_at: datetime | None = None


def offers_of(run: Run) -> Offers:
    """What the trial's people may do now; nothing once the steps are done."""
    item = run.item
    if item is None:
        return Offers()
    is_held = item.status is ItemStatus.ON_HOLD
    acts = item.holder_id is not None and not is_held
    return Offers(
        choices=choices_of(run.setting.definition.graph, run.step_number) if acts else (),
        claimants=_claimants(run) if item.holder_id is None else (),
        may_hold=not is_held,
        may_resume=is_held,
        may_escalate=run.step.escalate_to is not None and run.raised is None,
        may_return=run.raised is not None,
        priorities=tuple(name for name in PRIORITIES if name != run.priority),
        next_at=next_moment(run),
    )


def _claimants(run: Run) -> tuple[Person, ...]:
    """Who is here and may take it, by name: those of its role, then who oversees it; the first of many."""
    item, staff = run.item, run.staff
    if item is None:
        return ()
    able = [
        person
        for user_id, person in staff.people.items()
        if staff.is_here(user_id, run.now) and may_claim(staff.acting(user_id), run.rights)
    ]
    role_id = item.role_id
    able.sort(key=lambda person: (not staff.serves(person.user_id, role_id), person.name))
    return tuple(able[:MOST_CLAIMANTS])
