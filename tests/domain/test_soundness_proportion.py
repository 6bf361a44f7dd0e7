"""A check looks at each step and transition a bounded number of times, however large the graph is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from types import SimpleNamespace

import pytest

from bench.check import ladder
from tests.domain.samples import ROLE_NAMES, circumstances
from tts.domain import problems
from tts.domain.reading import read_graph
from tts.domain.soundness import check, routes


def count_names(monkeypatch: pytest.MonkeyPatch, steps: int) -> int:
    """How many names the check of a graph with loops makes fit to show."""
    ids = {name: number for number, name in ROLE_NAMES.items()}
    graph = read_graph(ladder(SimpleNamespace(role=ids.__getitem__), steps, "Ladder")["graph"], set(), set())
    calls: Iterator[int] = count()
    plain = problems.plain

    def counted(name: str) -> str:
        next(calls)
        return plain(name)

    monkeypatch.setattr(routes, "plain", counted)
    assert not [problem for problem in check(graph, circumstances()) if problem.is_error]
    return next(calls)


def test_long_routes_are_said_without_naming_every_step_on_them(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = count_names(monkeypatch, 60), count_names(monkeypatch, 600)
    assert 0 < many <= 15 * few
