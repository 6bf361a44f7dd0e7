"""The API's own description: the document for programs, and the same as a page for people."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Any

from flask import Blueprint, current_app, jsonify, render_template, request
from werkzeug.wrappers import Response as Answered

from tts.api.contract.doors import DOORS
from tts.api.contract.openapi import openapi_document
from tts.api.contract.reference import Group, groups_of
from tts.api.workflow_bodies import DRAWN
from tts.domain.scopes import SAID

book = Blueprint("api_book", __name__, url_prefix="/api")


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The OpenAPI document: the same for everybody, made once in a process."""
    return openapi_document(DOORS, version=version("tts"), also={"Drawn": DRAWN})


@book.get("/openapi.json")
def show_document() -> Answered:
    """What the API takes and gives, for programs; it tells nothing that the source does not."""
    response = jsonify(document())
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@lru_cache(maxsize=1)
def groups() -> list[Group]:
    """The same, as the page tells it."""
    return groups_of(document())


@book.get("/")
def show() -> str:
    """The same for people: every door with what it takes, what it answers, and a call to try."""
    return render_template("api/show.html", groups=groups(), scopes=SAID, rate=current_app.config["API_RATE"])
