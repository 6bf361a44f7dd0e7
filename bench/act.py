"""What a ticket's way costs: submitting it and three acts, through the services and by the driver alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa

from bench.figures import Figure, say_ratio
from bench.stage import Stage, Theatre
from bench.tape import Tape, count_statements, open_driver
from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import Stored, store_workflow
from tts.domain.permissions import Actor
from tts.models import TaskItem
from tts.services.tasks import complete_task_item
from tts.services.tickets import TicketRequest, submit_ticket

MEANING = (
    "act: submitting a ticket and three acts on it, against the very same statements and commits sent by the "
    "bare driver: how many times as long the services take (their Python is all that is added)."
)
STATEMENTS = "act: SQL statements between begin and commit, against the aim of ten or fewer for one act."
LAPTOP = TicketRequest("Laptop does not start", "It beeps twice.", "IT", "Technology", "Support Request")
AIM = 10


@dataclass(frozen=True, slots=True)
class Size:
    """Rounds that take turns, and stories in each."""

    rounds: int = 12
    stories: int = 10


FULL, SMALL = Size(), Size(2, 1)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with theatre.open_stage() as stage, theatre.open_database() as copy, open_driver(copy) as play:
        tape = Tape(stage.engine)
        teller = Teller(stage, tape, gather_cast(stage.session))
        teller.flow = store_workflow(stage.session, teller.cast)
        teller.tell()
        play(tape.take())
        by_services, by_driver = [], []
        for _ in range(size.rounds):
            by_services.append(sum(teller.tell() for _ in range(size.stories)))
            entries = tape.take()
            begun = time.perf_counter()
            play(entries)
            by_driver.append(time.perf_counter() - begun)
        services, driver = median(by_services) / size.stories, median(by_driver) / size.stories
        teller.tell()
        most = max(count_statements(act) for act in acts_in(tape.take()))
    name = theatre.name
    yield Figure(
        "act",
        name,
        f"services {1 / services:.0f}/s",
        f"driver {1 / driver:.0f}/s",
        say_ratio(services / driver),
        MEANING,
    )
    yield Figure("act", name, f"{most} statements", f"{AIM} statements", say_ratio(most / AIM), STATEMENTS)


def acts_in(entries: list[tuple[str, object, bool]]) -> list[list[tuple[str, object, bool]]]:
    """The tape of one story, cut at its commits, without the submission."""
    cuts: list[list[tuple[str, object, bool]]] = [[]]
    for entry in entries:
        cuts[-1].append(entry)
        if entry[0] == "COMMIT":
            cuts.append([])
    return cuts[1:-1]


class Teller:
    """Plays one ticket's story after another."""

    flow: Stored

    def __init__(self, stage: Stage, tape: Tape, cast: Cast) -> None:
        self.stage, self.tape, self.cast = stage, tape, cast
        self.rita = cast.rita
        self.actors = {user_id: cast.actor(name) for name, user_id in cast.user_ids.items()}
        self.now: datetime = MORNING

    def tell(self) -> float:
        """Submit a ticket and bring it to its end; the seconds that the services took."""
        session, taken = self.stage.session, 0.0
        self.now += timedelta(minutes=1)
        begun = time.perf_counter()
        submitted = submit_ticket(session, LAPTOP, actor=self.rita, now=self.now)
        taken += time.perf_counter() - begun
        item_id = submitted.item_id
        for step, name in (("Triage", "Assign"), ("Resolve", "Done"), ("Verify", None)):
            assert item_id is not None
            actor = self._holder(item_id)
            choice = self.flow.choice(step, name) if name else None
            begun = time.perf_counter()
            outcome = complete_task_item(session, item_id, choice, actor=actor, now=self.now)
            taken += time.perf_counter() - begun
            item_id = outcome.next_item_id
        return taken

    def _holder(self, item_id: int) -> Actor:
        """Who has the item: looked up outside of what is timed and kept."""
        with self.tape.paused():
            holder_id = self.stage.session.scalar(sa.select(TaskItem.holder_id).where(TaskItem.id == item_id))
            self.stage.session.rollback()
        assert holder_id is not None
        return self.actors[holder_id]
