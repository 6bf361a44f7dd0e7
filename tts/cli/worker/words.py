"""What a worker says of its rounds, in its log and at a terminal."""

from __future__ import annotations

from datetime import timedelta

from tts.cli.worker.rounds import Round, RoundResult
from tts.domain.sla import say_duration


def say_result(one: Round, result: RoundResult) -> str:
    """One line: "Marks: 3 done, 1 failed; the oldest was 12 s late."."""
    failed = f", {result.failed:,} failed" if result.failed else ""
    late = ""
    if result.lateness is not None and result.lateness >= timedelta(seconds=1):
        late = f"; the oldest was {say_duration(result.lateness)} late"
    return f"{one.name.capitalize()}: {result.done:,} done{failed}{late}."
