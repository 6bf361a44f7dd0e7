"""What the use cases of webhooks share: reading the request, the locked row, the record."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.domain.errors import Invalid, NotFound
from tts.domain.events import Happening
from tts.domain.outside_address import Network, read_outside_url
from tts.domain.permissions import Actor, Permission
from tts.domain.values import LARGEST_ID
from tts.domain.webhooks import SECRET_BYTES, read_kinds, secret_of
from tts.domain.wording import read_line
from tts.models import Webhook, Workflow
from tts.services.record import lock_people_chain, record_people_events

NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """What an admin asks for; no kinds mean every kind, no workflow any."""

    name: str
    url: str
    kinds: Sequence[str] = ()
    workflow_id: int | None = None


def read_request(session: Session, asked: WebhookRequest, networks: Sequence[Network]) -> dict[str, object]:
    """The request as columns; Invalid tells every field that cannot be accepted at once."""
    faults: dict[str, str] = {}
    values: dict[str, object] = {}
    for field, read in (
        ("name", lambda: read_line(asked.name, "name", limit=NAME_LIMIT, required=True)),
        ("url", lambda: _read_url(asked.url, networks)),
        ("kinds", lambda: read_kinds(asked.kinds)),
        ("workflow_id", lambda: _read_workflow(session, asked.workflow_id)),
    ):
        try:
            values[field] = read()
        except Invalid as fault:
            faults |= fault.fields
    if faults:
        raise Invalid(" ".join(faults.values()), faults)
    return values


def lock_webhook(session: Session, webhook_id: int, actor: Actor) -> Webhook:
    """The row, locked; raises NotPermitted, NotFound."""
    actor.require(Permission.ADMINISTER)
    row = None
    if 0 < webhook_id <= LARGEST_ID:
        lock_people_chain(session)
        found = sa.select(Webhook).where(Webhook.id == webhook_id).with_for_update()
        row = session.scalars(found.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound("There is no such webhook. The list shows those there are.")
    return row


def record(
    session: Session, kind: str, webhook: Webhook, actor: Actor, now: datetime, **more: object
) -> None:
    """An event in the chain of settings; of the address only its host, for the rest may be a secret."""
    facts = {"webhook_id": webhook.id, "name": webhook.name, "host": host_of(webhook.url), **more}
    record_people_events(session, [Happening(kind, facts=facts)], actor=actor, now=now)


def host_of(url: str) -> str:
    """The host and port of an address, as far as there is one."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2][:200]
    except ValueError:
        return ""


def draw_secret() -> str:
    """A new signing secret."""
    return secret_of(secrets.token_bytes(SECRET_BYTES))


def _read_url(text: str, networks: Sequence[Network]) -> str:
    line = text.strip()
    read_outside_url(line, networks)
    return line


def _read_workflow(session: Session, workflow_id: int | None) -> int | None:
    if workflow_id is None:
        return None
    if workflow_id > LARGEST_ID or session.get(Workflow, workflow_id) is None:
        sentence = "There is no such workflow: choose from the list."
        raise Invalid(sentence, {"workflow_id": sentence})
    return workflow_id
