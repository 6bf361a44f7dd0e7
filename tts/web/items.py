"""An item: its page, its panel beside the queue, and what one does to it. Acts are nouns one posts."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from markupsafe import Markup

from tts.domain.errors import Invalid
from tts.extensions import db
from tts.services.tasks import Outcome, complete_task_item
from tts.web.access import acting, signed_in
from tts.web.acts import Act, Answer, act_on_item
from tts.web.forms import form_text, read_id
from tts.web.fragments import fragment
from tts.web.frame import request_time
from tts.web.inbox import chosen_tab
from tts.web.item_face import read_item_face

items = Blueprint("items", __name__)


@items.get("/items/<int(max=2147483647):item_id>")
@signed_in
def show(item_id: int) -> str:
    """The ticket's page, opened at this item."""
    face = read_item_face(db.session, acting(), item_id)
    return render_template("tickets/show.html", face=face, shown=request.args.get("show", ""), said={})


@items.get("/items/<int(max=2147483647):item_id>/panel")
@signed_in
def show_panel(item_id: int) -> Markup:
    """The item beside the queue, alone."""
    face = read_item_face(db.session, acting(), item_id)
    return fragment("items/_show.html", "panel", face=face, tab=chosen_tab())


@items.post("/items/<int(max=2147483647):item_id>/resolution")
@signed_in
def resolve(item_id: int) -> Answer:
    """Choose a transition, or Complete; then the next item."""

    def choose() -> Outcome:
        return complete_task_item(
            db.session,
            item_id,
            chosen_transition(),
            note=form_text("note"),
            act_key=form_text("key") or None,
            configured_systems=current_app.config["CONFIGURED_SYSTEMS"],
            actor=acting(),
            now=request_time(),
        )

    return act_on_item(item_id, choose, Act("resolution", "moved on", goes_on=True))


def chosen_transition() -> int | None:
    """The button that was pressed: a transition's id, "" for Complete."""
    if "transition" not in request.form:
        raise Invalid("Nothing was chosen. Press one of the buttons that say where the ticket goes.")
    text = form_text("transition")
    return read_id(text, "That is not a choice of this step.") if text else None
