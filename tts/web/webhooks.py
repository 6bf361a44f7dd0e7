"""Webhooks: the list, the form, one with its log of deliveries. For admins."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from tts.domain.errors import DomainError, Invalid
from tts.domain.outside_address import Network
from tts.domain.permissions import Permission
from tts.domain.webhooks import GROUPS, KINDS
from tts.extensions import db
from tts.queries.webhooks import WebhookRow, deliveries_page, find_webhook, list_webhooks, workflow_choices
from tts.services.webhooks import WebhookRequest, change_webhook, create_webhook
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.forms import form_text, read_id
from tts.web.frame import request_time

webhooks = Blueprint("webhooks", __name__)

WEBHOOK = "/settings/webhooks/<int(max=2147483647):webhook_id>"
NO_WORKFLOW = "There is no such workflow: choose from the list."
KIND_GROUPS = [(word, [(k, KINDS[k]) for k in KINDS if k.startswith(start)]) for start, word in GROUPS]
Answer = Response | str | tuple[str, int]


@webhooks.get("/settings/webhooks")
@requires(Permission.ADMINISTER)
def index() -> str:
    """Each webhook: where it leads, what it hears of, how it answers."""
    return render_template("webhooks/index.html", rows=list_webhooks(db.session, acting()), kinds=KINDS)


@webhooks.get("/settings/webhooks/new")
@requires(Permission.ADMINISTER)
def ask_new() -> str:
    """The form of a new webhook."""
    return _render_form(None)


@webhooks.post("/settings/webhooks")
@requires(Permission.ADMINISTER)
def create() -> Answer:
    """Make a webhook; its secret is shown once, on the answer itself."""
    try:
        webhook_id, secret = create_webhook(
            db.session, read_form(), networks=networks(), actor=acting(), now=request_time()
        )
    except DomainError as refusal:
        return _refuse(None, refusal)
    return render_webhook(webhook_id, secret=secret)


@webhooks.get(WEBHOOK)
@requires(Permission.ADMINISTER)
def show(webhook_id: int) -> str:
    """One webhook with its log of deliveries, newest first."""
    return render_webhook(webhook_id)


@webhooks.get(WEBHOOK + "/edit")
@requires(Permission.ADMINISTER)
def ask_change(webhook_id: int) -> str:
    """The form of one that is there."""
    return _render_form(find_webhook(db.session, acting(), webhook_id))


@webhooks.post(WEBHOOK)
@requires(Permission.ADMINISTER)
def change(webhook_id: int) -> Answer:
    """Change where it leads and what it hears of."""
    row = find_webhook(db.session, acting(), webhook_id)
    try:
        change_webhook(
            db.session, webhook_id, read_form(), networks=networks(), actor=acting(), now=request_time()
        )
    except DomainError as refusal:
        return _refuse(row, refusal)
    flash("The webhook is saved.", "ok")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id), 303)


def networks() -> tuple[Network, ...]:
    """The networks that are not public and may be called all the same."""
    return tuple(current_app.config["WEBHOOK_NETWORKS"])


def read_form() -> WebhookRequest:
    """What the form asks for; raises Invalid for a workflow that is no number."""
    chosen = form_text("workflow_id")
    workflow_id = None
    if chosen:
        try:
            workflow_id = read_id(chosen, NO_WORKFLOW)
        except Invalid as fault:
            raise Invalid(NO_WORKFLOW, {"workflow_id": NO_WORKFLOW}) from fault
    return WebhookRequest(form_text("name"), form_text("url"), request.form.getlist("kinds"), workflow_id)


def render_webhook(webhook_id: int, *, secret: str = "", refusal: DomainError | None = None) -> str:
    """The page of one webhook; `secret` is shown this once."""
    return render_template(
        "webhooks/show.html",
        hook=find_webhook(db.session, acting(), webhook_id),
        page=deliveries_page(db.session, acting(), webhook_id, cursor=request.args.get("cursor")),
        kinds=KINDS,
        secret=secret,
        refusal=refusal,
    )


def _refuse(row: WebhookRow | None, refusal: DomainError) -> Answer:
    """The form again, with what was typed and why not."""
    db.session.rollback()
    return _render_form(row, refusal), status_of(refusal)


def _render_form(row: WebhookRow | None, refusal: DomainError | None = None) -> str:
    is_typed = request.method == "POST"
    typed = {
        "name": form_text("name") if is_typed else row.name if row else "",
        "url": form_text("url") if is_typed else row.url if row else "",
        "kinds": request.form.getlist("kinds") if is_typed else list(row.kinds) if row else [],
        "workflow_id": form_text("workflow_id") if is_typed else row.workflow_id if row else "",
    }
    return render_template(
        "webhooks/form.html",
        hook=row,
        typed=typed,
        faults=refusal.fields if isinstance(refusal, Invalid) else {},
        refusal=refusal,
        groups=KIND_GROUPS,
        workflows=workflow_choices(db.session, acting()),
        networks=networks(),
    )
