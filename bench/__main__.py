"""`python -m bench [NAME ...]` runs the named benches, or all; `--list` tells their names."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from bench.figures import Figure, print_figures
from bench.stage import open_theatres

BENCHES = {
    "act": "a ticket's way through the services, against bare statements",
    "growth": "one act in small and large graphs, with short and long histories",
    "sweep": "a pass over what is due, with few and many open tickets that are not",
    "deliver": "a claim of messages, with few and many that wait",
    "queue": "pages of the queue and of tickets, with few and many rows",
    "check": "checking and initializing graphs, small and large",
    "verify": "proving the record, short and long",
    "designer": "a drawing of 1,000 steps in a browser, against React Flow alone",
}


def main(arguments: list[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a bench; all when none is named")
    parser.add_argument("--list", action="store_true", help="tell the benches and end")
    parser.add_argument("--database", choices=("sqlite", "postgres"), help="one database only")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(BENCHES)):
        parser.error(f"there is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    if chosen.list:
        for name, what in BENCHES.items():
            print(f"{name.ljust(10)}{what}")
        return 0
    print_figures(run_benches(chosen.names or list(BENCHES), chosen.database))
    return 0


def run_benches(names: list[str], database: str | None) -> list[Figure]:
    """The figures of these benches, on one database or both; progress goes to standard error."""
    figures: list[Figure] = []
    with open_theatres() as theatres:
        for name in names:
            for key, theatre in theatres.items():
                if database in (None, key):
                    print(f"measuring {name} on {theatre.name} ...", file=sys.stderr, flush=True)
                    figures.extend(import_module(f"bench.{name}").measure(theatre))
    return figures


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
