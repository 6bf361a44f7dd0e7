"""The bell, what one was told, and where one wants to be told."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answered

from tts.adapters.couriers import MAIL, destinations_of
from tts.domain.errors import Invalid
from tts.domain.notifications import KINDS, NoticeKind
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.notifications import Wish, notifications_page, quiet_of, unread_count, wishes_of
from tts.services.notifications import Choices, choose_notifications, read_all, read_notification
from tts.web.access import acting, signed_in, viewer
from tts.web.errors import status_of
from tts.web.forms import form_text, read_id
from tts.web.fragments import fragment
from tts.web.frame import request_time
from tts.web.own_page import own_id
from tts.web.words import say_count

notifications = Blueprint("notifications", __name__)

Answer = Answered | str | tuple[str, int]


@notifications.get("/notifications")
@signed_in
def index() -> str:
    """What one was told, newest first: what is unread, or everything."""
    shown = "all" if request.args.get("show") == "all" else "unread"
    page = notifications_page(
        db.session, acting(), unread=shown == "unread", cursor=request.args.get("cursor")
    )
    return render_template("notifications/index.html", page=page, shown=shown, kinds=KINDS)


@notifications.get("/notifications/bell")
def bell() -> Answered:
    """The bell alone, for pages that stay open; unchanged it is 304.

    Who is logged out meanwhile keeps the page, and what they typed in it.
    """
    if viewer() is None:
        return Response(status=204)
    answer = Response(fragment("notifications/_show.html", "bell", unread=unread_count(db.session, acting())))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@notifications.post("/notifications/<int(max=2147483647):notification_id>/reading")
@signed_in
def read(notification_id: int) -> Answered:
    """Mark one as read and go to its ticket; with `stay`, back to that list."""
    number = read_notification(db.session, notification_id, actor=acting(), now=request_time())
    if number is None or form_text("stay"):
        return back_to_list(form_text("stay"))
    return redirect(url_for("tickets.show", number=number), 303)


@notifications.post("/notifications/reading")
@signed_in
def read_everything() -> Answered:
    """Mark all as read, up to the newest that the page showed."""
    newest = form_text("up_to")
    up_to = read_id(newest, "Reload the page: it does not say which notifications.") if newest else LARGEST_ID
    count = read_all(db.session, up_to=up_to, actor=acting(), now=request_time())
    flash(f"{say_count(count, 'notification')} marked as read.", "ok")
    return back_to_list()


def back_to_list(shown: str = "") -> Answered:
    """To the list, as it was."""
    return redirect(url_for("notifications.index", show="all" if shown == "all" else None), 303)


@notifications.get("/me/notifications")
@signed_in
def choices() -> str:
    """Where one wants to be told what."""
    return _render_choices()


@notifications.post("/me/notifications")
@signed_in
def choose() -> Answer:
    """Keep the choices."""
    ticked = request.form
    wishes = {kind: Wish(f"app-{kind}" in ticked, f"mail-{kind}" in ticked) for kind in NoticeKind}
    chosen = Choices(wishes, form_text("quiet_from"), form_text("quiet_until"), "quiet_weekends" in ticked)
    try:
        choose_notifications(db.session, chosen, actor=acting(), now=request_time())
    except Invalid as refusal:
        db.session.rollback()
        return _render_choices(chosen, refusal), status_of(refusal)
    flash("Saved.", "ok")
    return redirect(url_for("notifications.choices"), 303)


def _render_choices(typed: Choices | None = None, refusal: Invalid | None = None) -> str:
    return render_template(
        "notifications/choices.html",
        kinds=KINDS,
        typed=typed or _stored_choices(),
        faults=refusal.fields if refusal else {},
        has_mail=MAIL in destinations_of(current_app.config),
    )


def _stored_choices() -> Choices:
    quiet = quiet_of(db.session, own_id())
    start, end = (f"{moment:%H:%M}" if moment else "" for moment in (quiet.start, quiet.end))
    return Choices(wishes_of(db.session, own_id()), start, end, quiet.weekends)
