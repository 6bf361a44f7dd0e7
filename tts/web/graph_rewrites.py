"""A form that was made from an older state: what nobody touched in it stays as it is now. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

WAS = "was_"
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The fields of an element after a form; `clashes` were changed here and by somebody else, otherwise.

    `is_apart` is True when the form told what it was made from and nothing clashes: it goes with any state.
    """

    fields: Fields
    clashes: Mapping[str, Any] = field(default_factory=dict)
    is_apart: bool = False


def rewrite(
    now: Mapping[str, Any], form: Mapping[str, str], read: Callable[[Mapping[str, str]], Fields]
) -> Rewrite:
    """The form's fields over the element of now; `was_*` in the form is what it was made from.

    A form without `was_*` gives all it has. Raises Invalid as `read` does.
    """
    typed = read(form)
    before = {name.removeprefix(WAS): value for name, value in form.items() if name.startswith(WAS)}
    if not before:
        return Rewrite(typed)
    was = read(before)
    mine = {name: value for name, value in typed.items() if not _same(value, was[name])}
    clashes = {
        name: now[name]
        for name, value in mine.items()
        if not _same(now[name], was[name]) and not _same(now[name], value)
    }
    kept = {name: now[name] for name in typed}
    return Rewrite(kept | mine, clashes, not clashes)


def say_clashes(clashes: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for each field that both changed; a text is told as it is now."""
    return {
        name: f"Somebody else changed this too. It is now: {value or '(blank)'}"
        if isinstance(value, str)
        else "Somebody else changed this too. What you chose is shown."
        for name, value in clashes.items()
    }


def _same(one: Any, other: Any) -> bool:
    """Blank text and nothing are the same; so are 0.2 and 0.20."""
    return (one or None) == (other or None)
