"""Whether one act costs the same in small and large graphs, with short and long histories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from bench.figures import Figure, say_ratio, say_time
from bench.stage import Stage, Theatre
from bench.tape import Tape, count_statements
from bench.timing import time_in_turns
from tests.cast import MORNING, Cast, gather_cast
from tests.workflows import Arrow, Place, Plan, store_workflow
from tts.models import TaskItem
from tts.services.tasks import complete_task_item
from tts.services.tickets import TicketRequest, submit_ticket

MEANING = (
    "growth: the median time of one act against that of an act in a graph of {short} steps with {young} acts "
    "behind it: about 1 means that neither the graph's size nor the ticket's history is paid for."
)
COUNTS = (
    "growth: SQL statements of one act, the largest case against the smallest: 1 means a constant number."
)


@dataclass(frozen=True, slots=True)
class Size:
    """Steps of the two graphs, acts of the two histories, and how often each case is timed."""

    graphs: tuple[int, int] = (4, 400)
    histories: tuple[int, int] = (3, 300)
    rounds: int = 40


FULL, SMALL = Size(), Size((4, 8), (1, 3), 2)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with theatre.open_stage() as stage:
        cast = gather_cast(stage.session)
        walks = {
            (steps, acts): Walk(stage, cast, steps, acts) for steps in size.graphs for acts in size.histories
        }
        seconds = time_in_turns(
            {f"{key}": walk.complete for key, walk in walks.items()},
            size.rounds,
            before={f"{key}": walk.prepare for key, walk in walks.items()},
        )
        tape = Tape(stage.engine)
        counts = {key: walk.count(tape) for key, walk in walks.items()}
    first, *others = walks
    meaning = MEANING.format(short=first[0], young=first[1])
    base = seconds[f"{first}"]
    for key in others:
        yield Figure(
            "growth",
            theatre.name,
            f"{key[0]} steps, {key[1]} acts: {say_time(seconds[f'{key}'])}",
            f"{first[0]} steps, {first[1]} acts: {say_time(base)}",
            say_ratio(seconds[f"{key}"] / base),
            meaning,
        )
    most, least = max(counts.values()), min(counts.values())
    yield Figure(
        "growth",
        theatre.name,
        f"{most} statements",
        f"{least} statements",
        say_ratio(most / least),
        COUNTS,
    )


class Walk:
    """One ticket that goes round and round in a graph of so many steps; nothing in it ends."""

    def __init__(self, stage: Stage, cast: Cast, steps: int, acts: int) -> None:
        name = f"{steps} steps, {acts} acts"
        plan = ring(steps, name)
        self.session, self.now = stage.session, MORNING
        self.flow = store_workflow(stage.session, cast, plan)
        self.agents = {user_id: cast.actor(person) for person, user_id in cast.user_ids.items()}
        request = TicketRequest("Round and round", "", plan.department, plan.category)
        submitted = submit_ticket(stage.session, request, actor=cast.rita, now=self.now)
        assert submitted.item_id is not None
        self.item_id = submitted.item_id
        for _ in range(acts):
            self.prepare()
            self.complete()

    def prepare(self) -> None:
        """Look up who has the item and where it can go."""
        row = self.session.execute(
            sa.select(TaskItem.holder_id, TaskItem.step_id).where(TaskItem.id == self.item_id)
        ).one()
        self.session.rollback()
        self.actor = self.agents[row.holder_id]
        self.choice = int(self.flow.graph.choices(row.step_id)[0].transition_id)
        self.now += timedelta(minutes=1)

    def complete(self) -> None:
        """One act, and nothing else."""
        outcome = complete_task_item(self.session, self.item_id, self.choice, actor=self.actor, now=self.now)
        assert outcome.next_item_id is not None
        self.item_id = outcome.next_item_id

    def count(self, tape: Tape) -> int:
        """How many statements the act takes."""
        self.prepare()
        tape.take()
        self.complete()
        return count_statements(tape.take())


def ring(steps: int, name: str) -> Plan:
    """Steps in a ring, the last of which is an end too."""
    weight = str((Decimal(1) / steps).quantize(Decimal("0.0001")))
    places = tuple(
        Place(f"Step {number}", "Agent", weight, is_start=number == 0, is_end=number == steps - 1)
        for number in range(steps)
    )
    arrows = tuple(Arrow(f"Step {number}", "On", f"Step {(number + 1) % steps}") for number in range(steps))
    return Plan(places, arrows, name=name, department="Bench", category=name, sub_category="")
