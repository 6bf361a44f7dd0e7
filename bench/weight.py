"""What a page's script and styles weigh on their way, compressed as servers do it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

DIST = Path(__file__).parents[1] / "static" / "dist"
ENTRY = "src/main.tsx"


def compressed(files: Iterable[Path]) -> int:
    """Bytes of these files, each compressed by gzip."""
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def designer_files() -> list[Path]:
    """The script and the styles that the designer's page asks for."""
    chunk = json.loads((DIST / "manifest.json").read_text())[ENTRY]
    return [DIST / name for name in (chunk["file"], *chunk.get("css", []))]


def bare_files(folder: Path) -> list[Path]:
    """The same of a bare page that was built into `folder`."""
    return sorted(file for file in (folder / "assets").iterdir() if file.suffix in (".js", ".css"))
