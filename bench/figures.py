"""A measured ratio, and how it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One ratio: what was measured, what it was measured against, and what it means in a sentence."""

    bench: str
    database: str
    measured: str
    against: str
    ratio: str
    meaning: str


HEADINGS = ("bench", "database", "measured", "against", "ratio")


def print_figures(figures: Iterable[Figure]) -> None:
    """Print a plain table, and after it once what each kind of ratio means."""
    found = list(figures)
    rows = [
        HEADINGS,
        *((each.bench, each.database, each.measured, each.against, each.ratio) for each in found),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
    print()
    for meaning in dict.fromkeys(each.meaning for each in found):
        print(f"- {meaning}")


def say_time(seconds: float) -> str:
    """A time as people read it: "3.1 ms", "1.24 s"."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1e3:.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.0f} µs"


def say_ratio(value: float) -> str:
    """A ratio with two or three digits that matter, however small."""
    if value < 0.1:
        return f"{value:.2g}"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
