"""Checks of graphs that were made already: whoever looks twice at the same graph waits for one check."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from tts.domain.graph import Graph
from tts.domain.problems import Problem
from tts.domain.soundness import Circumstances, check

MOST_KEPT = 16


@dataclass(frozen=True, slots=True)
class _Kept:
    graph: Graph
    around: Circumstances
    problems: tuple[Problem, ...]


_kept: OrderedDict[int, _Kept] = OrderedDict()
_lock = Lock()


def check_once(workflow_id: int, graph: Graph, around: Circumstances) -> list[Problem]:
    """What `check` says; it is asked anew as soon as graph or circumstances differ from those it saw last.

    Both are compared whole, so it does not matter who changed what, and where. Of the workflows looked at
    last MOST_KEPT are kept.
    """
    with _lock:
        kept = _kept.get(workflow_id)
    if kept is None or kept.graph != graph or kept.around != around:
        kept = _Kept(graph, around, tuple(check(graph, around)))
    with _lock:
        _kept[workflow_id] = kept
        _kept.move_to_end(workflow_id)
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return list(kept.problems)


def forget_checks() -> None:
    """Keep none of them."""
    with _lock:
        _kept.clear()
