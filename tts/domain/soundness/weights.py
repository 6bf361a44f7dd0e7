"""Whether the shares of time are numbers that add up: WF160, WF161, WF163, WF164."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from tts.domain.fixes import FixBuilder
from tts.domain.graph import PRIORITIES, Graph, Id, Step
from tts.domain.problems import Fix, Problem, error, listed, plain, quote, warning
from tts.domain.sla import in_order, say_duration, shares
from tts.domain.soundness.circumstances import Details
from tts.domain.soundness.promises import SHORTEST_SHARE, is_possible

ONE = Decimal(1)
PLACE = Decimal("0.0001")
TOLERANCE = Decimal("0.00005")
TOLERATED_STEPS = 10


def weight_problems(graph: Graph, details: Details, fixes: FixBuilder) -> Iterator[Problem]:
    """What is wrong with the weights, for each step and all together."""
    faulty = [step for step in graph.steps if _fault(step.weight)]
    for step in faulty:
        yield _not_a_share(step, fixes)
    if graph.steps and not faulty:
        yield from _sum(graph, fixes)
    yield from _tiny(graph, details)
    for step in graph.steps:
        if step.pauses_clock and step.weight is not None and step.weight > 0:
            yield _paused(step, fixes)


def say_weight(weight: Decimal) -> str:
    """A weight as people write it, without idle zeros."""
    return f"{weight.normalize():f}" if weight else "0"


def _fault(weight: Decimal | None) -> str | None:
    """What is wrong with one weight, as the end of a sentence."""
    if weight is None:
        return "has no share of the time"
    if not 0 <= weight <= 1:
        return f"has a share of {say_weight(weight)}, which is not between 0 and 1"
    if weight != weight.quantize(PLACE):
        return f"has a share of {say_weight(weight)}, with more than 4 places"
    return None


def _not_a_share(step: Step, fixes: FixBuilder) -> Problem:
    offered = [fixes.set_step("Share to 0", step, "weight", 0)]
    if step.weight is not None and 0 < step.weight < 1:
        rounded = step.weight.quantize(PLACE)
        offered.insert(0, fixes.set_step(f"Round to {say_weight(rounded)}", step, "weight", float(rounded)))
    return error(
        "WF160",
        f"{quote(step.name)} {_fault(step.weight)}.",
        "The share says which part of the promised time the step may take: a decimal from 0 to 1.",
        [step.step_id],
        fixes=offered,
    )


def adds_up(steps: Sequence[Step]) -> bool:
    """Whether weights sum to 1: within 0.00005 for each step with weight above 0, at most ten of them."""
    weights = [step.weight for step in steps if step.weight is not None]
    counted = min(TOLERATED_STEPS, sum(weight > 0 for weight in weights))
    return abs(sum(weights, Decimal(0)) - ONE) <= TOLERANCE * counted


def _sum(graph: Graph, fixes: FixBuilder) -> Iterator[Problem]:
    if adds_up(graph.steps):
        return
    total = sum((step.weight or Decimal(0) for step in graph.steps), Decimal(0))
    why = (
        "The last steps would be due after the ticket itself."
        if total > 1
        else ("Part of the promised time would belong to no step.")
    )
    if not total:
        why = "No step would have any time, so none could ever be late."
    yield error(
        "WF161",
        f"The shares add up to {say_weight(total)}, not 1.",
        why,
        [step.step_id for step in graph.steps if step.weight],
        fixes=_sum_fixes(graph, total, fixes),
    )


def _sum_fixes(graph: Graph, total: Decimal, fixes: FixBuilder) -> list[Fix]:
    running = [step for step in graph.steps if not step.pauses_clock] or list(graph.steps)
    weighted = [step for step in graph.steps if step.weight]
    parts = weighted or running
    offered = [fixes.set_steps("Scale all to 1" if weighted else "Share evenly", _scaled(parts, total))]
    for step in weighted:
        rest = [other for other in graph.steps if other is not step]
        if step.weight and total - step.weight == ONE and rest:
            offered.append(fixes.set_step(f"{plain(step.name)} to 0", step, "weight", 0))
    lacking = next((step for step in running if not step.weight), None)
    if lacking is not None and weighted and 0 < ONE - total <= 1:
        label = f"Give the rest to {plain(lacking.name)}"
        offered.append(fixes.set_step(label, lacking, "weight", float(ONE - total)))
    return offered


def _scaled(steps: Sequence[Step], total: Decimal) -> list[tuple[Step, str, float]]:
    """Weights in the same proportions that sum to 1 in steps of 0.0001, by largest remainder."""
    ordered = sorted(steps, key=in_order)
    exact = [(step.weight or Decimal(0)) / total if total else ONE / len(ordered) for step in ordered]
    units = [int(part / PLACE) for part in exact]
    by_remainder = sorted(range(len(ordered)), key=lambda index: units[index] - exact[index] / PLACE)
    for index in by_remainder[: int(ONE / PLACE) - sum(units)]:
        units[index] += 1
    return [(step, "weight", float(unit * PLACE)) for step, unit in zip(ordered, units, strict=True)]


def _tiny(graph: Graph, details: Details) -> Iterator[Problem]:
    promised = [(sla, name) for name in PRIORITIES if (sla := details.slas.get(name)) and is_possible(sla)]
    if not promised:
        return
    shortest, priority = min(promised)
    given = shares(shortest, graph.steps)
    short: dict[Id, Step] = {
        step.step_id: step for step in graph.steps if given.get(step.step_id, SHORTEST_SHARE) < SHORTEST_SHARE
    }
    if short:
        names = listed(
            [f"{quote(step.name)} {say_duration(given[step_id])}" for step_id, step in short.items()]
        )
        yield warning(
            "WF163",
            f"At {priority} priority, {say_duration(shortest)} in all, there is hardly any time: {names}.",
            f"Under {say_duration(SHORTEST_SHARE)} a step is late before anybody has read the ticket.",
            list(short),
        )


def _paused(step: Step, fixes: FixBuilder) -> Problem:
    share = say_weight(step.weight or Decimal(0))
    return error(
        "WF164",
        f"{quote(step.name)} pauses the clock and yet has a share of {share}.",
        "While the clock stands still no share can be used up; the time belongs to the other steps.",
        [step.step_id],
        fixes=[
            fixes.set_step("Share to 0", step, "weight", 0),
            fixes.set_step("Let the clock run", step, "pauses_clock", False),
        ],
    )
