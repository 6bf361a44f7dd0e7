"""Whether the promised times make sense: WF170 to WF172."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tts.domain.fixes import set_details
from tts.domain.graph import PRIORITIES
from tts.domain.problems import Fix, Problem, error, listed, warning
from tts.domain.sla import format_duration, say_duration, sla_order_problems
from tts.domain.soundness.circumstances import Details

LONGEST_SLA = timedelta(days=3652)
SHORTEST_SHARE = timedelta(minutes=5)


def is_possible(sla: timedelta) -> bool:
    """Whether a promise is above zero and at most ten years."""
    return timedelta(0) < sla <= LONGEST_SLA


def promise_problems(details: Details) -> Iterator[Problem]:
    """What is wrong with the SLAs, most urgent first."""
    slas = {name: details.slas.get(name) for name in reversed(PRIORITIES)}
    missing = [name for name, sla in slas.items() if sla is None]
    if missing:
        yield warning(
            "WF170",
            f"Nothing is promised for {listed(missing)} tickets.",
            "They have no due time: nobody is warned, and they are never late.",
        )
    for name, sla in slas.items():
        if sla is not None and not is_possible(sla):
            yield _impossible(name, sla)
    for shorter, longer in sla_order_problems(slas):
        yield _disorder(slas, shorter, longer)


def _impossible(name: str, sla: timedelta) -> Problem:
    said = (
        f"is {say_duration(sla)}, over 10 years"
        if sla > LONGEST_SLA
        else f"is {say_duration(sla)}, not above 0"
    )
    return error(
        "WF171",
        f"The time promised for {name} tickets {said}.",
        "A ticket would be late at once, or never. Write a time such as 4 hours, or leave it empty.",
        fixes=[set_details("Promise nothing", [(f"{name}_sla", format_duration(sla), None)])],
    )


def _disorder(slas: dict[str, timedelta | None], shorter: str, longer: str) -> Problem:
    first, second = slas[shorter] or timedelta(0), slas[longer] or timedelta(0)
    return error(
        "WF172",
        f"{shorter.capitalize()} tickets are promised {say_duration(first)}, "
        f"{longer} ones {say_duration(second)}: "
        f"{shorter} must be shorter than {longer}.",
        "The more urgent ticket would be due later, and queues go by what is due first.",
        fixes=_in_order(slas),
    )


def _in_order(slas: dict[str, timedelta | None]) -> list[Fix]:
    """The same times, dealt out in order; nothing where two are equal."""
    promised = [(name, sla) for name, sla in slas.items() if sla is not None]
    sorted_slas = sorted(sla for _, sla in promised)
    if len(set(sorted_slas)) < len(sorted_slas):
        return []
    changes = [
        (f"{name}_sla", format_duration(old), format_duration(new))
        for (name, old), new in zip(promised, sorted_slas, strict=True)
        if old != new
    ]
    return [set_details("Put the times in order", changes)]
