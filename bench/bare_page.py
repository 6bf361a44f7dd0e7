"""A bare React Flow page with a graph of the bench, built into a folder that goes, and served from it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

ROOT = Path(__file__).parents[1]
SOURCE = Path(__file__).parent / "bare"
PARTS = ("index.html", "main.jsx")


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class BarePage:
    """Where the page is served, and the folder it was built into."""

    url: str
    folder: Path


@contextmanager
def bare_page(graph: Mapping[str, Any]) -> Iterator[BarePage]:
    """Give the page; raises RuntimeError where no Node.js builds it."""
    with tempfile.TemporaryDirectory(prefix="tts-bare-") as name:
        built = build_page(Path(name))
        (built / "graph.json").write_text(json.dumps(graph))
        with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built))) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            try:
                yield BarePage(f"http://127.0.0.1:{server.server_port}/index.html", built)
            finally:
                server.shutdown()


def build_page(folder: Path) -> Path:
    """Build the page with the designer's own packages; returns the folder it lies in."""
    for part in PARTS:
        shutil.copy(SOURCE / part, folder)
    (folder / "node_modules").symlink_to((ROOT / "designer" / "node_modules").resolve())
    vite = ["node_modules/vite/bin/vite.js", "build", "--base", "./", "--logLevel", "error"]
    subprocess.run([find_node(), *vite], cwd=folder, check=True)
    return folder / "dist"


def find_node() -> str:
    """The Node.js that builds the designer; raises RuntimeError where none fits."""
    asked = [sys.executable, str(ROOT / "scripts" / "node.py"), "check"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False)
    if said.returncode:
        raise RuntimeError(said.stdout)
    return said.stdout.strip()
