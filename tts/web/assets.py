"""Addresses of static files that change with their content, so that a browser may keep them for ever."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for


@lru_cache(maxsize=512)
def digest(path: str, changed: float) -> str:
    """A short hash of the file's content; asked again only when the file was touched."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of `static/NAME` with its hash; raises FileNotFoundError for a file that is not there."""
    path = Path(current_app.static_folder or "") / name
    return url_for("static", filename=name, v=digest(str(path), path.stat().st_mtime))


def bundle(entry: str) -> dict[str, list[str]]:
    """The built scripts and styles of a designer entry, from Vite's manifest: {"js": [...], "css": [...]}."""
    dist = Path(current_app.static_folder or "") / "dist"
    chunk = json.loads((dist / "manifest.json").read_text())[entry]
    files = {"js": [chunk["file"]], "css": chunk.get("css", [])}
    return {
        kind: [url_for("static", filename=f"dist/{name}") for name in names] for kind, names in files.items()
    }


def bind_assets(app: Flask) -> None:
    """Give templates `asset` and `bundle`."""
    app.jinja_env.globals.update(asset=asset, bundle=bundle)
