"""The queue: a table one can live in, and the item beside it."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, render_template, request

from tts.domain.permissions import Actor
from tts.extensions import db
from tts.queries.inbox import InboxRow, count_items, count_visible, items_of, role_items, visible_items
from tts.queries.paging import Page
from tts.web.access import acting, signed_in
from tts.web.forms import address_id
from tts.web.fragments import fragment
from tts.web.frame import request_time
from tts.web.item_face import read_item_face

inbox = Blueprint("inbox", __name__)

LISTS = {"mine": items_of, "claim": role_items, "all": visible_items}
TABS = tuple(LISTS)


@inbox.get("/queue")
@signed_in
def show() -> str:
    """Open items of a tab, what will be late first; `item` opens beside them."""
    return render_queue(chosen_tab(), address_id("item"))


@inbox.get("/queue/rows")
@signed_in
def show_rows() -> Response:
    """The rows alone, for a page that looks again now and then; 304 while nothing changed."""
    actor, tab = acting(), chosen_tab()
    page, counts = read_tab(actor, tab), tab_counts(actor)
    state = repr((tab, actor.user_id, page.rows, counts))
    answer = Response(headers={"Cache-Control": "private, no-cache"})
    answer.set_etag(hashlib.sha256(state.encode()).hexdigest())
    if request.if_none_match.contains_weak(answer.get_etag()[0] or ""):
        answer.make_conditional(request)
        return answer
    answer.set_data(fragment("queue/_show.html", "rows_area", page=page, tab=tab, counts=counts))
    return answer


def read_tab(actor: Actor, tab: str) -> Page[InboxRow]:
    """The page of a tab that the address asks for."""
    return LISTS[tab](db.session, actor, cursor=request.args.get("after"))


def tab_counts(actor: Actor) -> dict[str, int]:
    """How many open items each tab holds; three statements, for admins two."""
    counts = count_items(db.session, actor, request_time())
    return {"mine": counts.mine, "claim": counts.claimable, "all": count_visible(db.session, actor)}


def chosen_tab() -> str:
    """The tab asked for; `mine` for any other word."""
    tab = request.values.get("tab", "mine")
    return tab if tab in TABS else "mine"


def render_queue(tab: str, item_id: int | None, **said: object) -> str:
    """The whole page; `said` is what the act beside the list wants to show again (note, errors)."""
    actor = acting()
    page = read_tab(actor, tab)
    face = read_item_face(db.session, actor, item_id) if item_id is not None else None
    return render_template(
        "queue/show.html", tab=tab, counts=tab_counts(actor), page=page, face=face, said=said
    )
