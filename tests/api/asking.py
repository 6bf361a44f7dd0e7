"""Asking every door with every check of Schemathesis, in this process, and reading what came of it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.test import Client

TAKEN = ["2xx", "3xx", "401", "403", "404", "409", "412"]
"""What a request that fits the description may be answered: no rule is known to it, nor any ETag."""


BULK = "/api/tickets/asset/approve/bulk/"
"""One answer of many that cannot be taken is told in its own result; the others are taken."""


@dataclass(frozen=True)
class Depth:
    """How much is tried: so many questions a door, whether at every boundary, and so many chains of calls."""

    questions: int
    boundaries: bool = False
    chains: int = 0


class PlainClient(Client):
    """Schemathesis gives some cases settings of sockets, which a client without one does not know."""

    turns = itertools.count()

    def open(self, *given: Any, **named: Any) -> Any:
        """The call without them, and mostly without a condition, so that the act itself is tried."""
        if next(self.turns) % 4:
            named["headers"].pop("If-Match", None)
        unknown = ("max_redirects", "verify", "cert", "proxies")
        return super().open(*given, **{name: value for name, value in named.items() if name not in unknown})


def ask_everything(
    app: Flask, headers: dict[str, str], depth: Depth, *, only: Sequence[str] = ()
) -> list[Any]:
    """Everything that happened while every door was asked, the same questions every time.

    `only` are addresses, where not all are asked.
    """
    phases = {
        "coverage": {"enabled": depth.boundaries},
        "fuzzing": {"generation": {"max-examples": depth.questions}},
        "stateful": {
            "enabled": depth.chains > 0,
            "generation": {"max-examples": max(1, depth.chains)},
        },
    }
    config = SchemathesisConfig.from_dict(
        {
            "seed": 20261126,
            "headers": headers,
            "continue-on-failure": True,
            "checks": {"positive_data_acceptance": {"expected-statuses": TAKEN}},
            "phases": phases,
            "operations": [
                {"include-path": BULK, "checks": {"negative_data_rejection": {"enabled": False}}},
            ],
        }
    )
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    if only:
        paths = schema.raw_schema["paths"]
        schema.raw_schema["paths"] = {address: paths[address] for address in only}
    return list(from_schema(schema).execute())


def failures_of(happened: list[Any]) -> list[str]:
    """A paragraph for each promise that was not kept, and for each fault of ours."""
    found = [str(one.exception) for one in happened if isinstance(one, events.FatalError)]
    for one in happened:
        if isinstance(one, events.NonFatalError):
            found.append(f"{one.label}: {one.value}\n{one.info.traceback}")
    for scenario in scenarios(happened):
        found += failures_in(scenario)
    return sorted(set(found))


def failures_in(scenario: Any) -> Iterator[str]:
    """The same of one door."""
    calls = scenario.recorder.interactions
    for case_id, checks in scenario.recorder.checks.items():
        answer = calls[case_id].response if case_id in calls else None
        for check in (check for check in checks if check.failure_info):
            told = f"{check.name}: {scenario.label}: {check.failure_info.failure.message}"
            yield f"{told}\n{check.failure_info.code_sample}\n{answer and answer.content[:400]}"


def statuses_of(happened: list[Any]) -> Counter[int]:
    """How often each status was answered."""
    calls = (call for one in scenarios(happened) for call in one.recorder.interactions.values())
    return Counter(call.response.status_code for call in calls if call.response)


def scenarios(happened: list[Any]) -> Iterator[Any]:
    """What was done at each door."""
    return (one for one in happened if isinstance(one, events.ScenarioFinished))
