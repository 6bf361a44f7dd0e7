"""The benches run: in miniature, on SQLite and on PostgreSQL."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from bench.__main__ import BENCHES, main
from bench.figures import print_figures
from bench.stage import Theatre
from tests.fixtures.databases import Databases

LONG = ("designer",)
"""Benches that take a browser for a minute, even in miniature: they run with the other long tests."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.soak] if name in LONG else []) for name in BENCHES]
)
def test_a_bench_measures_ratios(
    name: str,
    databases: Databases,
    database_engine: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bench = import_module(f"bench.{name}")
    figures = list(bench.measure(Theatre(database_engine, databases, tmp_path), bench.SMALL))
    print_figures(figures)
    assert figures
    assert all(float(figure.ratio) > 0 for figure in figures)
    assert all(figure.meaning in capsys.readouterr().out for figure in figures[:1])


def test_the_benches_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.count("\n") == len(BENCHES)
