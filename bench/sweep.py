"""What a sweep costs: whether tickets that are not due cost anything, and marks against bare statements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bench.copies import copy_ticket
from bench.figures import Figure, say_ratio, say_time
from bench.stage import Theatre
from bench.tape import Tape, open_driver
from bench.timing import Arm, time_in_turns
from tests.cast import MORNING
from tests.desk import open_desk
from tests.racing import engine_of
from tts.models import Task
from tts.services.marks import SweepResult, sweep_marks

GROWTH = (
    "sweep: the time of one pass with many open tickets that are not due against the same pass with few: "
    "about 1 means that only what is due is paid for."
)
MARKS = (
    "sweep: a pass that fires a mark of each ticket, against the very same statements and commits sent by "
    "the bare driver: how many times as long the sweep takes (its Python is all that is added)."
)
FIRST_MARK = MORNING + timedelta(hours=8) * 0.2 * 0.8
"""When the first step's 80 % of a ticket of MORNING are used."""
PASSES = 20
"""So many passes without anything due are timed at once: one is too short."""


@dataclass(frozen=True, slots=True)
class Size:
    """Open tickets in the two databases, those due in a pass, and how often each pass is timed."""

    few: int = 1_000
    many: int = 1_000_000
    due: int = 100
    rounds: int = 9


FULL, SMALL = Size(), Size(20, 200, 5, 2)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with ExitStack() as stack:
        few, many = (
            stack.enter_context(open_waiting(theatre, count, size.due)) for count in (size.few, size.many)
        )
        idle = time_in_turns({"few": few.find_nothing, "many": many.find_nothing}, size.rounds)
        full: dict[str, Arm] = {"few": few.find_due, "many": many.find_due}
        busy = time_in_turns(full, size.rounds, before={"few": few.make_due, "many": many.make_due})
    each = {name: seconds / PASSES for name, seconds in idle.items()}
    for what, seconds in (("nothing due", each), (f"{size.due} due", busy)):
        yield Figure(
            "sweep",
            theatre.name,
            f"{what}, {size.many:,} open: {say_time(seconds['many'])}",
            f"{size.few:,} open: {say_time(seconds['few'])}",
            say_ratio(seconds["many"] / seconds["few"]),
            GROWTH,
        )
    services, driver = time_marks(theatre, size)
    yield Figure(
        "sweep",
        theatre.name,
        f"sweep {size.due / services:.0f} marks/s",
        f"driver {size.due / driver:.0f} marks/s",
        say_ratio(services / driver),
        MARKS,
    )


def time_marks(theatre: Theatre, size: Size) -> tuple[float, float]:
    """The seconds of a pass that fires a mark of each ticket due: of the sweep, and of the driver."""
    by_sweep, by_driver = [], []
    with theatre.open_stage() as stage, theatre.open_database() as copy, open_driver(copy) as play:
        tape = Tape(stage.engine)
        desk = open_desk(stage.session)
        with tape.paused():
            rita = desk.cast.rita
            stage.session.rollback()
        for _ in range(size.rounds + 1):
            for _ in range(size.due):
                desk.submit(now=MORNING, actor=rita)
            play(tape.take())
            begun = time.perf_counter()
            result = sweep_marks(stage.session, worker="bench", clock=lambda: FIRST_MARK)
            by_sweep.append(time.perf_counter() - begun)
            assert result.marked == size.due
            entries = tape.take()
            begun = time.perf_counter()
            play(entries)
            by_driver.append(time.perf_counter() - begun)
    return median(by_sweep[1:]), median(by_driver[1:])


@contextmanager
def open_waiting(theatre: Theatre, count: int, due: int) -> Iterator[Waiting]:
    """A database of so many open tickets; `due` of them were submitted, the others are copies that wait."""
    with theatre.open_database() as url, engine_of(url) as engine, Session(engine) as session:
        desk = open_desk(session)
        submitted = [desk.submit(now=MORNING).ticket_id for _ in range(due)]
        copy_ticket(session, submitted[0], count - due, next_mark_at=FIRST_MARK + timedelta(minutes=1))
        yield Waiting(session, submitted)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Passes over such a database."""

    session: Session
    submitted: list[int]

    def find_nothing(self) -> None:
        """Look for what is due before anything is, again and again."""
        for _ in range(PASSES):
            assert self._sweep(MORNING).marked == 0

    def make_due(self) -> None:
        """Let the first mark of each ticket that was submitted come anew."""
        due = Task.ticket_id.in_(self.submitted)
        self.session.execute(sa.update(Task).where(due).values(step_mark=0, next_mark_at=FIRST_MARK))
        self.session.commit()

    def find_due(self) -> None:
        """Fire it."""
        assert self._sweep(FIRST_MARK).marked == len(self.submitted)

    def _sweep(self, now: datetime) -> SweepResult:
        return sweep_marks(self.session, worker="bench", clock=lambda: now)
