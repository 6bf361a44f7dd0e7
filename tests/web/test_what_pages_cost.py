"""Pages ask the database a constant number of times, however much there is to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from tests.cast import Cast
from tests.web.conftest import Browse, Submit
from tests.workflows import Stored

PAGES = (
    "/",
    "/queue",
    "/queue?tab=all",
    "/queue/rows",
    "/tickets",
    "/search?q=VPN",
    "/escalations?tab=roles",
)
MOST = 16


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that run meanwhile."""
    statements: list[str] = []

    def note(*args: object) -> None:
        if not str(args[2]).startswith(("BEGIN", "PRAGMA")):
            statements.append(str(args[2]))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("name", ["Max", "Ada"])
def test_pages_cost_the_same_for_one_row_as_for_many(
    app: Flask, browse: Browse, submit: Submit, cast: Cast, support: Stored, name: str
) -> None:
    from tts.extensions import db

    engine = db.engine
    browser = browse(name)

    def cost(page: str) -> int:
        with counted(engine) as statements:
            assert browser.get(page).status_code == 200
        return len(statements)

    first = submit()
    pages = (*PAGES, f"/tickets/{first.number}", f"/queue?tab=all&item={first.item_id}")
    if name == "Max":
        pages = pages[:-2]
    for page in pages:
        cost(page)
    few = {page: cost(page) for page in pages}
    for _ in range(12):
        submit()
    many = {page: cost(page) for page in pages}
    assert many == few
    assert max(many.values()) <= MOST, many


def test_a_queue_that_did_not_change_is_not_sent_again(browse: Browse, submit: Submit) -> None:
    submitted = submit()
    ada = browse("Ada")
    first = ada.get("/queue/rows?tab=all")
    assert submitted.number in first.text
    assert ada.get("/queue/rows?tab=all", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    submit("Another one")
    later = ada.get("/queue/rows?tab=all", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200
    assert "Another one" in later.text
