"""What every act on an item shares: where it leads, what it says, and how a refusal keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid, NotFound
from tts.extensions import db
from tts.queries.inbox import next_item_of
from tts.queries.visibility import reachable_item
from tts.services.tasks import Outcome
from tts.web.access import acting
from tts.web.errors import status_of
from tts.web.forms import form_text, typed_values
from tts.web.inbox import TABS, render_queue
from tts.web.item_face import read_item_face
from tts.web.outcome import say_outcome

Answer = Response | str | tuple[str, int]
TYPED = ("note", "notes", "reason", "to")


@dataclass(frozen=True, slots=True)
class Act:
    """An act's noun (as in its address), what became of the item, and whether one goes on to the next."""

    noun: str
    words: str
    goes_on: bool = False


def act_on_item(item_id: int, do: Callable[[], Outcome], act: Act) -> Answer:
    """Do it and go where the form came from; refused, show the page again with the reason and what was typed.

    NotFound, for what the person may not see, is left to the error pages.
    """
    item = reachable_item(db.session, acting(), item_id)
    ticket_id = item.task.ticket_id
    try:
        outcome = do()
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return show_refusal(item_id, refusal, act)
    flash(say_outcome(db.session, ticket_id, act.words), "ok")
    return redirect(way_on(outcome.next_item_id or item_id, act), code=303)


def way_on(item_id: int, act: Act) -> str:
    """The next item after one that left one's hands, else the item, where the form came from."""
    place, _, tab = form_text("back").partition(":")
    if place == "escalations":
        return url_for("escalations.show")
    chosen = tab if tab in TABS else "mine"
    if act.goes_on:
        following = next_item_of(db.session, acting())
        return url_for("inbox.show", tab=chosen, item=following.item_id if following else None)
    if place == "ticket":
        return url_for("items.show", item_id=item_id)
    return url_for("inbox.show", tab="mine" if act.noun == "claim" else chosen, item=item_id)


def show_refusal(item_id: int, refusal: DomainError, act: Act) -> Answer:
    """The page the act came from, with the reason on top and the words that were typed."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    said = {"refusal": refusal, "fields": fields, "typed": typed_values(*TYPED), "act": act.noun}
    place, _, tab = form_text("back").partition(":")
    if place in ("ticket", "escalations"):
        face = read_item_face(db.session, acting(), item_id)
        page = render_template("tickets/show.html", face=face, shown=request.args.get("show", ""), said=said)
    else:
        page = render_queue(tab if tab in TABS else "mine", item_id, **said)
    return page, status_of(refusal)
