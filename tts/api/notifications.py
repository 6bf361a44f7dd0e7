"""What one was told, and where one wants to be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer, Seen
from tts.api.contract.reading import Sent
from tts.api.contract.values import flag_in_address, stored_id
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.notification_bodies import ChoicesSent
from tts.api.paging import Part, list_json
from tts.api.seen import is_as_read
from tts.api.shapes import Listed, Moment, moment_json, moment_of
from tts.clock import current_time
from tts.domain.notifications import KINDS, NoticeKind
from tts.domain.values import LARGEST_ID
from tts.extensions import db
from tts.queries.notifications import (
    NotificationRow,
    Wish,
    notifications_page,
    quiet_of,
    unread_count,
    wishes_of,
)
from tts.services.expected import act_on_people_as_read
from tts.services.notifications import Choices, choose_notifications, read_all, read_notification

GROUP = "Notifications"
KindWord = Annotated[str, Field(json_schema_extra={"enum": list(NoticeKind)})]


class NotificationsAsked(Part):
    """Which are listed: those that are unread, or all."""

    unread: Annotated[bool | None, flag_in_address()] = None


class UpTo(Sent):
    """The newest that you saw; without it, all there are."""

    up_to: Annotated[int | None, stored_id(nullable=True)] = None


class NotificationJson(TypedDict):
    """What you were told, in a sentence."""

    notification_id: int
    kind: str
    text: str
    at: Moment
    read_at: Moment | None
    ticket_number: str | None
    subject: str | None


class ReadJson(TypedDict):
    """How many are unread now; 100 stands for that many and more."""

    unread: int


class WishJson(TypedDict):
    """Where you are told one kind."""

    kind: KindWord
    says: str
    in_app: bool
    by_mail: bool


class ChoicesJson(TypedDict):
    """Where you are told what, and when no mail is sent (in your own time zone)."""

    kinds: list[WishJson]
    quiet_from: str | None
    quiet_until: str | None
    quiet_weekends: bool


@door("GET", "/notifications/", GROUP, asks=NotificationsAsked, gives={200: Listed[NotificationJson]})
def index_notifications(asked: NotificationsAsked) -> Answer:
    """List what you were told, newest first, of what you may still see."""
    page = notifications_page(
        db.session,
        calling(),
        unread=bool(asked.unread),
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, _notification_json))


@door(
    "POST",
    "/notifications/<int:notification_id>/reading/",
    GROUP,
    takes=Nothing,
    gives={200: ReadJson},
)
def read_one(notification_id: int, sent: Nothing) -> Answer:
    """Mark one as read."""
    read_notification(db.session, notification_id, actor=calling(), now=current_time())
    return _unread()


@door("POST", "/notifications/reading/", GROUP, takes=UpTo, gives={200: ReadJson})
def read_everything(sent: UpTo) -> Answer:
    """Mark all as read, up to the newest that you saw."""
    read_all(db.session, up_to=sent.up_to or LARGEST_ID, actor=calling(), now=current_time())
    return _unread()


@door("GET", "/me/notifications/", GROUP, gives={200: ChoicesJson})
def show_choices() -> Answer:
    """See where you are told what, and when no mail is sent."""
    return Answer(_choices_json())


def _as_read(act: Callable[[], Answer]) -> Callable[[], Answer]:
    """The act, if you chose nothing else since."""
    return lambda: act_on_people_as_read(db.session, lambda: is_as_read(show_choices()), act)


@door(
    "PUT",
    "/me/notifications/",
    GROUP,
    takes=ChoicesSent,
    gives={200: ChoicesJson},
    refuses=[409],
    seen=Seen("/api/me/notifications/", guard=_as_read),
)
def choose(sent: ChoicesSent) -> Answer:
    """Choose where you are told what; what is not sent stays."""
    stored = _choices_json()
    wishes = {NoticeKind(one.kind): Wish(one.in_app, one.by_mail) for one in sent.kinds}
    chosen = Choices(
        wishes,
        (stored["quiet_from"] or "") if sent.quiet_from is None else sent.quiet_from,
        (stored["quiet_until"] or "") if sent.quiet_until is None else sent.quiet_until,
        stored["quiet_weekends"] if sent.quiet_weekends is None else sent.quiet_weekends,
    )
    choose_notifications(db.session, chosen, actor=calling(), now=current_time())
    return Answer(_choices_json())


def _unread() -> Answer:
    answer: ReadJson = {"unread": unread_count(db.session, calling())}
    return Answer(answer)


def _choices_json() -> ChoicesJson:
    user_id = calling().user_id or 0
    quiet, wishes = quiet_of(db.session, user_id), wishes_of(db.session, user_id)
    start, end = (f"{moment:%H:%M}" if moment else None for moment in (quiet.start, quiet.end))
    return {
        "kinds": [
            {
                "kind": kind.value,
                "says": KINDS[kind].help,
                "in_app": wishes[kind].in_app,
                "by_mail": wishes[kind].by_mail,
            }
            for kind in NoticeKind
        ],
        "quiet_from": start,
        "quiet_until": end,
        "quiet_weekends": quiet.weekends,
    }


def _notification_json(row: NotificationRow) -> NotificationJson:
    return {
        "notification_id": row.id,
        "kind": row.kind,
        "text": row.text,
        "at": moment_of(row.created_at),
        "read_at": moment_json(row.read_at),
        "ticket_number": row.number,
        "subject": row.subject,
    }
