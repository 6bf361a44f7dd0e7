"""Whether a drawing of 1,000 steps stays as fluid in the designer as React Flow alone is with plain boxes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

from bench.bare_page import bare_page
from bench.figures import Figure, say_ratio, say_time
from bench.hand import FIRST_ZOOM, Cost, Hand
from bench.hands import BARE, DESIGNER, open_hands
from bench.large import large_workflow
from bench.stage import Theatre
from bench.weight import bare_files, compressed, designer_files
from tests.browser.company import found_company
from tests.cast import MORNING
from tests.fixtures.server import make_environment, serve
from tts.services.workflows import create_workflow

OPEN = (
    "designer: from asking for the page until its drawing stands and the page rests, against a bare React "
    "Flow page with as many plain boxes and lines, read from a file; medians (least to most) of turns."
)
WORK = (
    "designer: how long the page's thread computes for one move, key or act, against the bare page; medians "
    "(least to most), and of the frames how long half and 95 of 100 took. Ten letters are counted with what "
    "is drawn once typing pauses. On the bare page, too, a letter renames the selected box, undo sets places "
    "back, and paste adds the selected boxes anew, in the same place, and shows them."
)
CHECK = (
    "designer: the server's answer to a save, with the check of the whole drawing in it, against its answer "
    "to opening; neither holds up typing."
)
WEIGHT = "designer: what script and styles weigh compressed (gzip), against those of the bare page."
NEAR, FAR, ALL = 0.51, 0.3, 0.1
READ, SAVE = r"/api/workflows/\d+/$", r"/update-(graph|details)/$"


@dataclass(frozen=True, slots=True)
class Size:
    """Steps and transitions of the drawing, how often all acts are done, and moves of each drag."""

    steps: int = 1_000
    transitions: int = 2_000
    rounds: int = 5
    moves: int = 40


FULL, SMALL = Size(), Size(200, 400, 1, 4)


@dataclass(slots=True)
class Found:
    """Of one page: the seconds of opening, of reads and saves, and the costs of each act."""

    opened: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    acts: defaultdict[str, list[Cost]] = field(default_factory=lambda: defaultdict(list))


def measure(theatre: Theatre, size: Size = FULL) -> Iterator[Figure]:
    """Yield the figures of one engine."""
    with theatre.open_stage() as stage:
        cast = found_company(stage.session)
        body = large_workflow(cast, size.steps, size.transitions, "Large")
        workflow_id = create_workflow(stage.session, body, actor=cast.ada, now=MORNING).workflow_id
        environment = make_environment(stage.url, theatre.folder)
        with (
            serve(environment, theatre.folder / "designer.log") as server,
            bare_page(body["graph"]) as bare,
            ThreadPoolExecutor(1) as aside,
        ):
            found = aside.submit(work_in_turns, server.url, workflow_id, bare.url, size).result()
            weights = compressed(designer_files()), compressed(bare_files(bare.folder))
    yield from list_figures(theatre.name, found[DESIGNER], found[BARE], weights)


def work_in_turns(server: str, workflow_id: int, bare: str, size: Size) -> Mapping[str, Found]:
    """Do every act on both pages in turns; in a thread of its own, for there may be another browser."""
    found = {DESIGNER: Found(), BARE: Found()}
    with open_hands(server, workflow_id, bare) as hands:
        for number in range(size.rounds):
            for name in list(hands)[:: 1 if number % 2 == 0 else -1]:
                work_once(hands[name], found[name], size.moves)
    return found


def work_once(hand: Hand, found: Found, moves: int) -> None:
    """Open the page and do every act on it once, ending as it began."""
    found.opened.append(hand.open())
    found.reads += hand.answers(READ)
    hand.choose(1, 1)
    found.acts["type a letter"].append(hand.type(10))
    hand.settle()
    found.saves += hand.answers(SAVE)
    hand.settle()
    for act, zoom, columns in (
        ("one step", FIRST_ZOOM, 0),
        ("48 steps", NEAR, 6),
        ("one, all in sight", ALL, 0),
    ):
        hand.open()
        hand.see(zoom)
        if columns:
            hand.pick(columns, 48 // columns)
        found.acts[f"drag {act}"].append(hand.drag(moves))
        found.acts[f"undo: {act}"].append(hand.press("Control+z"))
        hand.settle()
    hand.open()
    hand.see(FAR)
    hand.pick(10, 10)
    hand.press("Control+c")
    found.acts["paste 100 steps"].append(hand.press("Control+v"))
    hand.press("Control+z")


def list_figures(database: str, own: Found, bare: Found, weights: tuple[int, int]) -> Iterator[Figure]:
    """The figures of both pages side by side."""

    def figure(what: str, measured: str, against: str, ratio: float, meaning: str) -> Figure:
        return Figure("designer", database, f"{what}: {measured}", against, say_ratio(ratio), meaning)

    ratio = median(own.opened) / median(bare.opened)
    yield figure("open", say_spread(own.opened), f"bare: {say_spread(bare.opened)}", ratio, OPEN)
    for act, costs in own.acts.items():
        mine, other = ([cost.work for cost in each] for each in (costs, bare.acts[act]))
        ratio = median(mine) / median(other)
        waits = (say_waits(each) for each in (costs, bare.acts[act]))
        said = [f"{say_spread(work)}, {wait}" for work, wait in zip((mine, other), waits, strict=True)]
        yield figure(act, said[0], f"bare: {said[1]}", ratio, WORK)
    ratio = median(own.saves) / median(own.reads)
    yield figure("save and check", say_spread(own.saves), f"read: {say_spread(own.reads)}", ratio, CHECK)
    kilobytes = [f"{weight / 1000:.0f} kB" for weight in weights]
    yield figure("weight", kilobytes[0], f"bare: {kilobytes[1]}", weights[0] / weights[1], WEIGHT)


def say_spread(seconds: list[float]) -> str:
    """The median with least and most, as in "8.10 ms (7.20 ms to 9.90 ms)"."""
    return f"{say_time(median(seconds))} ({say_time(min(seconds))} to {say_time(max(seconds))})"


def say_waits(costs: list[Cost]) -> str:
    """How long frames took: half of them and 95 of 100 within, as in "frames 17/33 ms"."""
    waits = sorted(wait for cost in costs for wait in cost.waits) or [0.0]
    half, most = (waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.95))
    return f"frames {half:.0f}/{most:.0f} ms"
