"""What else one does to an item than choosing: claim, transfer, hold and resume, escalate and return."""

from __future__ import annotations

from flask import Blueprint

from tts.extensions import db
from tts.services.escalations import escalate_item, return_item
from tts.services.tasks import Outcome, claim_item, hold_item, resume_item, transfer_item
from tts.web.access import acting, signed_in
from tts.web.acts import Act, Answer, act_on_item
from tts.web.addressee import read_addressee
from tts.web.forms import form_text, read_id
from tts.web.frame import request_time

item_acts = Blueprint("item_acts", __name__)


@item_acts.post("/items/<int(max=2147483647):item_id>/claim")
@signed_in
def claim(item_id: int) -> Answer:
    """Take an unassigned item, or one that the viewer oversees, from whom the page showed as its holder."""

    def take() -> Outcome:
        seen = form_text("held_by")
        held_by = read_id(seen, "This page is not as it was sent. Load it anew.") if seen else None
        return claim_item(db.session, item_id, held_by=held_by, actor=acting(), now=request_time())

    return act_on_item(item_id, take, Act("claim", "is yours now"))


@item_acts.post("/items/<int(max=2147483647):item_id>/transfer")
@signed_in
def transfer(item_id: int) -> Answer:
    """Pass an item to another member of its role."""

    def pass_on() -> Outcome:
        to_user_id = read_addressee(db.session, acting(), item_id, form_text("to"))
        return transfer_item(
            db.session,
            item_id,
            to_user_id,
            form_text("notes"),
            act_key=form_text("key") or None,
            actor=acting(),
            now=request_time(),
        )

    return act_on_item(item_id, pass_on, Act("transfer", "was passed on", goes_on=True))


@item_acts.post("/items/<int(max=2147483647):item_id>/hold")
@signed_in
def hold(item_id: int) -> Answer:
    """Stop both clocks, with a reason."""
    return act_on_item(
        item_id,
        lambda: hold_item(db.session, item_id, form_text("reason"), actor=acting(), now=request_time()),
        Act("hold", "is on hold"),
    )


@item_acts.post("/items/<int(max=2147483647):item_id>/resumption")
@signed_in
def resume(item_id: int) -> Answer:
    """Let both clocks run on."""
    return act_on_item(
        item_id,
        lambda: resume_item(db.session, item_id, actor=acting(), now=request_time()),
        Act("resumption", "goes on"),
    )


@item_acts.post("/items/<int(max=2147483647):item_id>/escalation")
@signed_in
def escalate(item_id: int) -> Answer:
    """Ask the escalation role to look."""
    return act_on_item(
        item_id,
        lambda: escalate_item(
            db.session,
            item_id,
            form_text("reason"),
            act_key=form_text("key") or None,
            actor=acting(),
            now=request_time(),
        ),
        Act("escalation", "was escalated", goes_on=True),
    )


@item_acts.post("/items/<int(max=2147483647):item_id>/return")
@signed_in
def give_back(item_id: int) -> Answer:
    """Return an escalated item with a note."""
    return act_on_item(
        item_id,
        lambda: return_item(
            db.session,
            item_id,
            form_text("note"),
            act_key=form_text("key") or None,
            actor=acting(),
            now=request_time(),
        ),
        Act("return", "was returned", goes_on=True),
    )
