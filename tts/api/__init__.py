"""The JSON doors to the same services as the pages (design of names and shapes: the README)."""

from __future__ import annotations

from flask import Flask


def register_api(app: Flask) -> None:
    """Hang every API blueprint into the app."""
