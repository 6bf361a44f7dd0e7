"""Whether checking and initializing take time in proportion to the graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench.figures import Figure, say_ratio, say_time
from bench.stage import Stage, Theatre
from bench.timing import time_in_turns
from tests.cast import MORNING, Cast, gather_cast
from tts.domain.soundness import check
from tts.models import Workflow
from tts.queries.workflow_graphs import circumstances_of, details_of, working_graph
from tts.services.workflows import create_workflow, initialize_workflow

CHECK = (
    "check: the time of one full check for each step of a large graph against a small one: about 1 means "
    "that it grows with the graph and no faster."
)
INITIALIZE = (
    "check: the time of initializing (checking, writing the version, taking tickets) for each step of a "
    "large graph against a small one: about 1 means in proportion, less that its fixed costs are spread."
)
SHARE = "check: initializing the large graph against checking it alone: how much the writing adds."


@dataclass(frozen=True, slots=True)
class Size:
    """Steps of the two graphs, and how often each is checked and initialized."""

    few: int = 200
    many: int = 2_000
    rounds: int = 5


FULL, SMALL = Size(), Size(20, 40, 1)


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with theatre.open_stage() as stage:
        cast = gather_cast(stage.session)
        makers = {count: Maker(stage, cast, count) for count in (size.few, size.many)}
        checks = time_in_turns({f"{count}": maker.checker() for count, maker in makers.items()}, size.rounds)
        makes = time_in_turns(
            {f"{count}": maker.initialize for count, maker in makers.items()},
            size.rounds,
            before={f"{count}": maker.prepare for count, maker in makers.items()},
        )
    for seconds, what, meaning in ((checks, "check", CHECK), (makes, "initialize", INITIALIZE)):
        few, many = seconds[f"{size.few}"], seconds[f"{size.many}"]
        yield Figure(
            "check",
            theatre.name,
            f"{what} {size.many:,} steps: {say_time(many)}",
            f"{size.few:,} steps: {say_time(few)}",
            say_ratio(many / size.many / (few / size.few)),
            meaning,
        )
    made, checked = makes[f"{size.many}"], checks[f"{size.many}"]
    yield Figure(
        "check",
        theatre.name,
        f"initialize {size.many:,} steps: {say_time(made)}",
        f"check alone: {say_time(checked)}",
        say_ratio(made / checked),
        SHARE,
    )


class Maker:
    """Makes workflows of one size, each taking tickets of its own."""

    def __init__(self, stage: Stage, cast: Cast, count: int) -> None:
        self.session, self.cast, self.count = stage.session, cast, count
        self.made = 0
        self.workflow_id = 0

    def prepare(self) -> None:
        """Store another draft of the size."""
        self.made += 1
        body = ladder(self.cast, self.count, f"Ladder {self.count} {self.made}")
        saved = create_workflow(self.session, body, actor=self.cast.ada, now=MORNING)
        self.workflow_id = saved.workflow_id

    def initialize(self) -> None:
        """Initialize the draft."""
        initialize_workflow(self.session, self.workflow_id, actor=self.cast.ada, now=MORNING)

    def checker(self) -> partial[Any]:
        """The check of such a draft, with everything read beforehand; it must find no error."""
        self.prepare()
        graph = working_graph(self.session, self.workflow_id)
        details = details_of(self.session.get_one(Workflow, self.workflow_id))
        around = circumstances_of(self.session, self.workflow_id, details, moment="initialize")
        assert not [problem for problem in check(graph, around) if problem.is_error]
        return partial(check, graph, around)


def ladder(cast: Cast, count: int, name: str) -> dict[str, Any]:
    """The API's body of a sound workflow: each step leads on, some also back or over the next."""
    share = int(10_000 / count) / 10_000
    nodes = [
        {
            "temp_id": f"n{number}",
            "name": f"Step {number}",
            "role_id": cast.role("Agent" if number % 2 else "Technician"),
            "escalate_to": cast.role("Manager"),
            "weight": share if number < count - 1 else round(1 - share * (count - 1), 4),
            "is_start": number == 0,
            "is_end": number == count - 1,
            "order": number,
            "design": {"x": number % 50 * 220, "y": number // 50 * 140},
        }
        for number in range(count)
    ]
    moves = [("On", number, number + 1) for number in range(count - 1)]
    moves += [("Skip", number, number + 2) for number in range(0, count - 2, 3)]
    moves += [("Back", number, number - 1) for number in range(4, count - 1, 4)]
    edges = [{"name": name, "from_temp_id": f"n{a}", "to_temp_id": f"n{b}"} for name, a, b in moves]
    details = {"name": name, "department": "Bench", "category": name, "medium_sla": "9000:00:00"}
    return {"workflow": details, "graph": {"nodes": nodes, "edges": edges}}
