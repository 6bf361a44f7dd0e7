"""What a process of the random day tried and was told, in a file that survives its death."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


class Journal:
    """One line a happening, written at once: a killed process leaves at most one line unfinished."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def intend(self, intent: dict[str, Any]) -> None:
        """Before an act with a key is sent."""
        self._write({"what": "try", **intent})

    def done(self, key: str, item_id: int) -> None:
        """After it was answered."""
        self._write({"what": "done", "key": key, "item_id": item_id})

    def refused(self, key: str) -> None:
        """After it was refused."""
        self._write({"what": "refused", "key": key})

    def count(self, what: str) -> None:
        """Something else happened, as it should or was refused."""
        self._write({"what": "count", "deed": what})

    def fault(self, story: str) -> None:
        """Something happened that must not."""
        self._write({"what": "fault", "story": story})

    def _write(self, line: dict[str, Any]) -> None:
        os.write(self.file, (json.dumps(line) + "\n").encode())


def read_journal(path: Path) -> list[dict[str, Any]]:
    """Every whole line of one process; none when it never wrote."""
    lines = []
    for line in path.read_text().splitlines() if path.exists() else []:
        with suppress(ValueError):
            lines.append(json.loads(line))
    return lines


def unanswered(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The intents that got no answer."""
    tried: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line["what"] == "try":
            tried[line["key"]] = line
        elif line["what"] in ("done", "refused"):
            tried.pop(line["key"], None)
    return list(tried.values())
