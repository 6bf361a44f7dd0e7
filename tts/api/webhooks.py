"""Webhooks: made, changed, paused, rotated and deleted by admins. What they were sent is under messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from flask import current_app

from tts.adapters.webhooks import trial_courier
from tts.api.contract.doors import Answer, Seen
from tts.api.contract.reading import Sent
from tts.api.contract.values import listed, stored_id, text, word_of
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.seen import is_as_read
from tts.api.webhook_shapes import (
    WebhookJson,
    WebhookMade,
    WebhooksJson,
    WebhookTried,
    mark_of,
    webhook_json,
)
from tts.clock import current_time
from tts.domain.outside_address import LONGEST_URL
from tts.domain.scopes import Scope
from tts.domain.webhooks import KINDS
from tts.extensions import db
from tts.queries.webhooks import find_endpoint, find_webhook, list_webhooks
from tts.services.expected import act_on_people_as_read
from tts.services.webhooks import (
    WebhookRequest,
    change_webhook,
    create_webhook,
    delete_webhook,
    pause_webhook,
    replay_message,
    resume_webhook,
    rotate_secret,
    try_webhook,
)
from tts.services.webhooks.rows import NAME_LIMIT

GROUP = "Webhooks"
WEBHOOK = "/webhooks/<int:webhook_id>/"


def _as_read(act: Callable[[], Answer], webhook_id: int, **path: int) -> Callable[[], Answer]:
    """The act, if nobody changed the webhook since it was read; what it was sent since does not matter."""
    return lambda: act_on_people_as_read(db.session, lambda: is_as_read(show_webhook(webhook_id)), act)


SEEN_WEBHOOK = Seen("/api/webhooks/{webhook_id}/", guard=_as_read)


class WebhookSent(Sent):
    """A webhook, whole: no kinds are every kind, no workflow is any."""

    name: Annotated[str, text(NAME_LIMIT, required=True, example="Status board")]
    url: Annotated[str, text(LONGEST_URL, required=True, example="https://hooks.example/tts")]
    kinds: Annotated[list[str], listed(word_of(KINDS), most=len(KINDS))] = []
    workflow_id: Annotated[int | None, stored_id(nullable=True)] = None

    @property
    def asked(self) -> WebhookRequest:
        """The same as the services know it."""
        return WebhookRequest(self.name, self.url, self.kinds, self.workflow_id)


@door("GET", "/webhooks/", GROUP, gives={200: WebhooksJson})
def index_webhooks() -> Answer:
    """List the webhooks and how each answers, as an admin."""
    answer: WebhooksJson = {"results": [webhook_json(row) for row in list_webhooks(db.session, calling())]}
    return Answer(answer)


@door(
    "POST",
    "/webhooks/",
    GROUP,
    takes=WebhookSent,
    gives={201: WebhookMade},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def make_webhook(sent: WebhookSent) -> Answer:
    """Make a webhook, as an admin: it hears of what happens from now on."""
    networks = current_app.config["WEBHOOK_NETWORKS"]
    made, secret = create_webhook(
        db.session, sent.asked, networks=networks, actor=calling(), now=current_time()
    )
    return _with_secret(made, secret, 201)


@door("GET", WEBHOOK, GROUP, gives={200: WebhookJson})
def show_webhook(webhook_id: int) -> Answer:
    """See one webhook, as an admin."""
    found = _found(webhook_id)
    return Answer(found, mark=mark_of(found))


@door(
    "PUT",
    WEBHOOK,
    GROUP,
    takes=WebhookSent,
    gives={200: WebhookJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_WEBHOOK,
)
def put_webhook(webhook_id: int, sent: WebhookSent) -> Answer:
    """Change where a webhook leads and what it hears of, as an admin; its secret stays."""
    networks = current_app.config["WEBHOOK_NETWORKS"]
    change_webhook(db.session, webhook_id, sent.asked, networks=networks, actor=calling(), now=current_time())
    return Answer(_found(webhook_id))


@door("DELETE", WEBHOOK, GROUP, gives={204: None}, scope=Scope.PEOPLE, refuses=[409], seen=SEEN_WEBHOOK)
def remove_webhook(webhook_id: int) -> Answer:
    """Delete a webhook, as an admin: what has not arrived is never sent."""
    delete_webhook(db.session, webhook_id, actor=calling(), now=current_time())
    return Answer(status=204)


@door(
    "POST",
    WEBHOOK + "pause/",
    GROUP,
    takes=Nothing,
    gives={200: WebhookJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_WEBHOOK,
)
def pause_one_webhook(webhook_id: int, sent: Nothing) -> Answer:
    """Send it nothing until it is resumed, as an admin."""
    pause_webhook(db.session, webhook_id, actor=calling(), now=current_time())
    return Answer(_found(webhook_id))


@door(
    "POST",
    WEBHOOK + "resume/",
    GROUP,
    takes=Nothing,
    gives={200: WebhookJson},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_WEBHOOK,
)
def resume_one_webhook(webhook_id: int, sent: Nothing) -> Answer:
    """Send it what waits, and what happens from now on, as an admin."""
    resume_webhook(db.session, webhook_id, actor=calling(), now=current_time())
    return Answer(_found(webhook_id))


@door(
    "POST",
    WEBHOOK + "secrets/",
    GROUP,
    takes=Nothing,
    gives={201: WebhookMade},
    scope=Scope.PEOPLE,
    refuses=[409],
    seen=SEEN_WEBHOOK,
)
def make_webhook_secret(webhook_id: int, sent: Nothing) -> Answer:
    """Make a new secret, as an admin; the old one signs beside it for 24 hours."""
    secret = rotate_secret(db.session, webhook_id, actor=calling(), now=current_time())
    return _with_secret(webhook_id, secret, 201)


@door(
    "POST",
    WEBHOOK + "messages/<int:message_id>/replay/",
    GROUP,
    takes=Nothing,
    gives={200: WebhookJson},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def replay_webhook_message(webhook_id: int, message_id: int, sent: Nothing) -> Answer:
    """Send one of its messages again, as an admin; one that arrived goes under a new id."""
    replay_message(db.session, webhook_id, message_id, actor=calling(), now=current_time())
    return Answer(_found(webhook_id))


@door(
    "POST",
    WEBHOOK + "trials/",
    GROUP,
    takes=Nothing,
    gives={200: WebhookTried},
    scope=Scope.PEOPLE,
    asks_outside=True,
)
def try_one_webhook(webhook_id: int, sent: Nothing) -> Answer:
    """Send it a test message now, as an admin, and wait five seconds at most for what is answered."""
    courier = trial_courier(current_app.config, find_endpoint(db.session, calling(), webhook_id))
    message_id, failure, said = try_webhook(
        db.session, webhook_id, courier, actor=calling(), clock=current_time
    )
    answer: WebhookTried = {
        "message_id": message_id,
        "arrived": failure is None,
        "answer": said or None,
        "reason": failure.reason if failure else None,
    }
    return Answer(answer)


def _with_secret(webhook_id: int, secret: str, status: int) -> Answer:
    answer: WebhookMade = {**_found(webhook_id), "secret": secret}
    return Answer(answer, status, kept={**answer, "secret": None})


def _found(webhook_id: int) -> WebhookJson:
    return webhook_json(find_webhook(db.session, calling(), webhook_id))
