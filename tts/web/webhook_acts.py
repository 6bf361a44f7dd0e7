"""What admins do with a webhook: try it, pause it, rotate its secret, send a message again, delete it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, url_for
from werkzeug.wrappers import Response

from tts.adapters.webhooks import trial_courier
from tts.clock import current_time
from tts.domain.errors import DomainError, NotFound
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.webhooks import find_endpoint
from tts.services.webhooks import (
    delete_webhook,
    pause_webhook,
    replay_message,
    resume_webhook,
    rotate_secret,
    try_webhook,
)
from tts.web.access import acting, requires
from tts.web.errors import status_of
from tts.web.frame import request_time
from tts.web.webhooks import WEBHOOK, Answer, render_webhook
from tts.web.words import say_count

webhook_acts = Blueprint("webhook_acts", __name__)


@webhook_acts.post(WEBHOOK + "/trials")
@requires(Permission.ADMINISTER)
def try_out(webhook_id: int) -> Response:
    """Send a test message and say what was answered."""
    courier = trial_courier(current_app.config, find_endpoint(db.session, acting(), webhook_id))
    _, failure, answer = try_webhook(db.session, webhook_id, courier, actor=acting(), clock=current_time)
    if failure is None:
        flash(f"The test message arrived. {answer}", "ok")
    else:
        flash(f"The test message did not arrive. {failure.reason}", "late")
    return _back(webhook_id)


@webhook_acts.post(WEBHOOK + "/pause")
@requires(Permission.ADMINISTER)
def pause(webhook_id: int) -> Response:
    """Send nothing for now."""
    pause_webhook(db.session, webhook_id, actor=acting(), now=request_time())
    flash("The webhook is paused: nothing is sent, and what happens now it never hears of.", "ok")
    return _back(webhook_id)


@webhook_acts.post(WEBHOOK + "/resumption")
@requires(Permission.ADMINISTER)
def resume(webhook_id: int) -> Response:
    """Send again."""
    resume_webhook(db.session, webhook_id, actor=acting(), now=request_time())
    flash("The webhook is told of what happens from now on; what waited leaves now.", "ok")
    return _back(webhook_id)


@webhook_acts.post(WEBHOOK + "/secrets")
@requires(Permission.ADMINISTER)
def rotate(webhook_id: int) -> str:
    """Make a new secret; it is shown once, on the answer itself."""
    secret = rotate_secret(db.session, webhook_id, actor=acting(), now=request_time())
    return render_webhook(webhook_id, secret=secret)


@webhook_acts.post(WEBHOOK + "/deliveries/<int(max=2147483647):message_id>/replay")
@requires(Permission.ADMINISTER)
def replay(webhook_id: int, message_id: int) -> Answer:
    """Send a message again."""
    try:
        replay_message(db.session, webhook_id, message_id, actor=acting(), now=request_time())
    except NotFound:
        raise
    except DomainError as refusal:
        db.session.rollback()
        return render_webhook(webhook_id, refusal=refusal), status_of(refusal)
    flash("The message is due now and goes with the worker's next pass.", "ok")
    return _back(webhook_id)


@webhook_acts.post(WEBHOOK + "/deletion")
@requires(Permission.ADMINISTER)
def delete(webhook_id: int) -> Response:
    """Remove it; its log stays among the messages."""
    count = delete_webhook(db.session, webhook_id, actor=acting(), now=request_time())
    given_up = f" {say_count(count, 'message')} that had not arrived will not be sent." if count else ""
    flash(f"The webhook is deleted.{given_up}", "ok")
    return redirect(url_for("webhooks.index"), 303)


def _back(webhook_id: int) -> Response:
    return redirect(url_for("webhooks.show", webhook_id=webhook_id), 303)
