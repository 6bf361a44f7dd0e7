"""A trial as its page shows it: where the ticket is, its clocks, what one may choose, what would be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from tts.domain.graph import Id
from tts.domain.marks import Scope
from tts.domain.notifications import KINDS, NoticeKind
from tts.domain.picture import Picture, graph_picture
from tts.domain.trial import Happened, Offers, Played, Run, heard_of, offers_of
from tts.domain.trial.hearing import Heard
from tts.domain.watch import is_reminder_due, marks_due
from tts.domain.words import ItemStatus
from tts.queries.notifications import Wish
from tts.web import story
from tts.web.item_face import ChoiceFace
from tts.web.ledger import ClockFacts, step_clock, ticket_clock
from tts.web.words import say_count

MOST_NAMES = 4
Wishes = Mapping[int, Mapping[NoticeKind, Wish]]


@dataclass(frozen=True, slots=True)
class Sent:
    """One line under an entry: the sign, by which way to whom, and the words."""

    icon: str
    way: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the log: as a ticket's story tells it, and what would be sent with it."""

    entry: story.Entry
    sent: Sequence[Sent]


@dataclass(frozen=True)
class TrialFace:
    """A played trial, ready to draw."""

    played: Played
    wishes: Wishes
    zone: ZoneInfo

    @property
    def run(self) -> Run:
        """Where the ticket is."""
        return self.played.run

    @cached_property
    def offers(self) -> Offers:
        """What can be done next."""
        return offers_of(self.run)

    @cached_property
    def picture(self) -> Picture:
        """The draft's graph."""
        return graph_picture(self.run.setting.definition.graph)

    @property
    def states(self) -> dict[Id, str]:
        """What was passed, and where the ticket is."""
        run = self.run
        states: dict[Id, str] = dict.fromkeys(run.visited, "done")
        states[run.step.step_id] = "done" if run.item is None else "now"
        return states

    @property
    def notes(self) -> dict[Id, str]:
        """How often a step was visited, where that was more than once."""
        counts = Counter(self.run.visited)
        return {step_id: f"{count} visits" for step_id, count in counts.items() if count > 1}

    @property
    def said(self) -> str:
        """The picture in words."""
        graph, run = self.run.setting.definition.graph, self.run
        way = " → ".join(graph.step(step_id).name for step_id in run.visited)
        return f"The draft's graph. The way so far: {way}" + ("" if run.item else ", and the steps are done")

    @property
    def place(self) -> str:
        """Where the ticket is now, in one sentence for who does not see the page change."""
        run = self.run
        if run.item is None:
            return f"The steps are done: the ticket is {run.status}."
        holder = (
            f"with {run.holder_name}" if run.holder_name else f"waiting for the role {run.item.role_name}"
        )
        return f"At {run.step.name}, {holder}."

    @property
    def state(self) -> str | None:
        """Why the clocks stand still; None while they run."""
        run = self.run
        if run.clock.paused_at is None:
            return None
        is_held = run.item is not None and run.item.status is ItemStatus.ON_HOLD
        return "on hold" if is_held else run.clock.pause_reason

    @cached_property
    def step_clock(self) -> ClockFacts:
        """The clock of this visit, with the lines that lead to its due time."""
        run = self.run
        return step_clock(run.clock, run.step, run.share, run.priority, run.now, self.zone)

    @cached_property
    def ticket_clock(self) -> ClockFacts:
        """The clock of the whole ticket."""
        return ticket_clock(self.run.clock, self.run.priority, self.run.now, self.zone)

    @property
    def choices(self) -> list[ChoiceFace]:
        """The buttons as an agent would see them."""
        many = len(self.offers.choices)
        faces = []
        for place, choice in enumerate(self.offers.choices):
            transition, step = choice.transition, choice.step
            value = f"c{transition.transition_id}" if transition else "c"
            leads = f"to {step.name}" if step else "the steps are done"
            note = ", with a note" if transition and transition.note_required else ""
            is_primary = place == (many - 1 if not transition else 0)
            faces.append(ChoiceFace(choice.name, value, leads + note, None if step else "check", is_primary))
        return faces

    @property
    def next_word(self) -> str:
        """What happens next by itself, in words."""
        at = self.offers.next_at
        return "" if at is None else _say_next(self.run, at)

    @cached_property
    def lines(self) -> list[Line]:
        """The log, latest first."""
        return [self._line(one) for one in reversed(self.run.log)]

    def _line(self, one: Happened) -> Line:
        sent = [self._sent(heard) for heard in heard_of(one)]
        return Line(story.tell(_Told(one)), [line for group in sent for line in group])

    def _sent(self, heard: Heard) -> list[Sent]:
        if heard.kind is None:
            said = heard.remark or "Its answer would end the ticket."
            return [
                Sent("out", f"Would ask {heard.system}" if not heard.remark else "Would not be sent", said)
            ]
        by_way: dict[str, list[str]] = {}
        for user_id in heard.user_ids:
            by_way.setdefault(self._way(user_id, heard.kind), []).append(self._name(user_id))
        return [
            Sent(
                "none" if not way else "mail" if "mail" in way else "bell",
                f"Would send: {way} to {_names(names)}" if way else f"{_names(names)} chose not to be told",
                heard.text,
            )
            for way, names in by_way.items()
        ]

    def _way(self, user_id: int, kind: NoticeKind) -> str:
        wish = self.wishes.get(user_id, {}).get(kind) or Wish(KINDS[kind].in_app, KINDS[kind].by_mail)
        return " and ".join(word for word, on in (("bell", wish.in_app), ("mail", wish.by_mail)) if on)

    def _name(self, user_id: int) -> str:
        return self.run.name_of(user_id) if user_id else "the requester"


class _Told:
    """An event of a trial with the columns that a ticket's story reads."""

    def __init__(self, one: Happened) -> None:
        happening = one.happening
        self.kind, self.was, self.became = happening.kind, happening.was, happening.became
        self.reason, self.facts, self.at = happening.reason, happening.facts, one.at
        self.actor_id, self.actor_name = one.actor.user_id, one.actor.name


def _names(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:MOST_NAMES])} and {say_count(len(names) - MOST_NAMES, 'other')}"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _say_next(run: Run, at: datetime) -> str:
    """What is due at the moment `at`, when nothing is before it."""
    if run.clock.paused_at is None:
        for due in marks_due(run.watch, at):
            whose = run.step.name if due.mark.scope is Scope.STEP else "the ticket"
            return f"{whose} is late" if due.mark.is_breach else f"{due.mark.percent} % of {whose} is used"
        if is_reminder_due(run.watch, at):
            return "nobody has answered the escalation"
    return "somebody is back from leave"
