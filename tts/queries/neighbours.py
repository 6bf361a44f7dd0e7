"""The systems around TTS, each with its state and what to set where: from settings and from what passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from tts.domain import contract
from tts.domain.words import BROKER, OPENID
from tts.queries.integrations import Caller, Coming, Going, Traffic, later

OVER_BROKER = "It is reached through the broker."


class NeighbourState(StrEnum):
    """How a neighbour stands, as far as what passed tells."""

    NOT_SET_UP = "not set up"
    LEFT_IN_PEACE = "left in peace"
    MUTE = "does not answer"
    LACKING = "lacking"
    WORKING = "works"
    UNTRIED = "set up"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One system: `probe` names what tests the connection, "" where it calls us; `page` is more about it."""

    key: str
    name: str
    purpose: str
    is_configured: bool
    settings: Sequence[tuple[str, str]]
    going: Going = Going()
    coming: Coming = Coming()
    probe: str = ""
    hint: str = ""
    lacks: str = ""
    page: tuple[str, str] | None = None

    def state(self, now: datetime) -> NeighbourState:
        """How it stands."""
        if not self.is_configured:
            return NeighbourState.NOT_SET_UP
        if self.going.open_until and self.going.open_until > now:
            return NeighbourState.LEFT_IN_PEACE
        if self.going.failures:
            return NeighbourState.MUTE
        if self.lacks:
            return NeighbourState.LACKING
        return NeighbourState.WORKING if self.coming.last_at or self.going.last_at else NeighbourState.UNTRIED

    @property
    def waiting(self) -> int:
        """What waits, going and coming."""
        return self.going.waiting + self.coming.waiting

    @property
    def failed(self) -> int:
        """What failed or was refused."""
        return self.going.failed + self.coming.failed


def list_neighbours(config: Mapping[str, Any], traffic: Traffic, hooks: int) -> list[Neighbour]:
    """All of them, those that much depends on first; `hooks`: how many webhooks there are."""
    has_broker = bool(config.get("BROKER_URL"))
    return [
        *_over_broker(has_broker, bool(config.get("NOTIFICATION_SERVICE")), traffic),
        *_ends(config, traffic),
        *_people(config, traffic),
        Neighbour(
            "webhooks",
            "Webhooks",
            "Addresses that are told of what happens here.",
            hooks > 0,
            [("TTS_WEBHOOK_NETWORKS", "networks that are not public and may be called")],
            going=traffic.to(name for name in traffic.going if name.startswith("webhook:")),
            hint="Each has a test button on its page.",
            page=("Webhooks", "/settings/webhooks"),
        ),
    ]


def _over_broker(has_broker: bool, has_service: bool, traffic: Traffic) -> list[Neighbour]:
    broker = ("TTS_BROKER_URL", "amqp://user:password@host:5672/vhost")
    people = traffic.by((contract.ROLE_SYNC, contract.MEMBER_SYNC))
    tickets = traffic.by((contract.TICKET, contract.TICKET_STATUS))
    strange = traffic.by(task for task in traffic.coming if task not in contract.QUEUES)
    parked = Coming(waiting=traffic.parked)
    inbound = ("Messages in", "/settings/inbound")
    probe = BROKER
    trouble = traffic.to([BROKER])
    return [
        Neighbour(
            "broker",
            "Broker",
            "RabbitMQ, through which Auth, HDTS and Notification are reached.",
            has_broker,
            [broker],
            coming=strange + Coming(later(people.last_at, tickets.last_at)),
            going=trouble + Going(last_at=traffic.to(("hdts", "notification service")).last_at),
            probe=probe,
            page=inbound,
        ),
        Neighbour(
            "auth",
            "Auth",
            "Says which roles there are and who has them.",
            has_broker,
            [broker],
            trouble,
            people + parked,
            probe=probe,
            hint=f"{OVER_BROKER} What waits may be memberships whose role has not come.",
            page=inbound,
        ),
        Neighbour(
            "hdts",
            "HDTS",
            "The help desk: sends tickets, and hears how they stand.",
            has_broker,
            [broker],
            trouble + traffic.to(["hdts"]),
            tickets,
            probe,
            OVER_BROKER,
            page=inbound,
        ),
        Neighbour(
            "notification",
            "Notification",
            "Tells people elsewhere what they are told here.",
            has_service,
            [broker, ("TTS_NOTIFICATION_SERVICE", "1, unless people are told by TTS alone")],
            trouble + traffic.to(["notification service"]),
            probe=probe,
            hint=OVER_BROKER,
            page=("Messages", "/settings/outbox"),
        ),
    ]


def _ends(config: Mapping[str, Any], traffic: Traffic) -> list[Neighbour]:
    credentials = ("Credentials", "/settings/systems")
    ams, bms = (traffic.callers.get(name, Caller()) for name in ("ams", "bms"))
    systems = config["CONFIGURED_SYSTEMS"]
    return [
        Neighbour(
            "ams",
            "AMS",
            "Ends asset tickets. It calls TTS; TTS never calls it.",
            "ams" in systems,
            [("TTS_AMS", "1")],
            coming=Coming(ams.last_at, ams.waiting),
            hint="It calls us: the last call is what shows that it can. What waits are tickets.",
            lacks="" if ams.credentials else "no credential",
            page=credentials,
        ),
        Neighbour(
            "bms",
            "BMS",
            "Takes budget proposals and decides on them.",
            "bms" in systems,
            [("TTS_BMS_URL", "https://bms.example/api"), ("TTS_BMS_KEY", "the key BMS gave TTS")],
            going=replace(traffic.to(["bms"]), waiting=0),
            coming=Coming(bms.last_at, bms.waiting),
            probe="bms",
            hint="What waits are tickets, also those whose proposal has not left yet.",
            lacks="" if bms.credentials else "no credential",
            page=credentials,
        ),
        Neighbour(
            "mail",
            "Mail",
            "Takes mail to people.",
            bool(config.get("MAIL_URL") and config.get("MAIL_FROM")),
            [
                ("TTS_MAIL_URL", "smtps://user:password@host"),
                ("TTS_MAIL_FROM", "TTS <tts@desk.example>"),
                ("TTS_PUBLIC_URL", "the address of this service"),
            ],
            going=traffic.to(["mail"]),
            probe="mail",
            page=("Messages", "/settings/outbox?destination=mail"),
        ),
    ]


def _people(config: Mapping[str, Any], traffic: Traffic) -> list[Neighbour]:
    openid = traffic.to([OPENID])
    return [
        Neighbour(
            OPENID,
            "OpenID provider",
            "Lets people log in with their company's account.",
            config.get("OPENID") is not None,
            [
                ("TTS_OIDC_ISSUER", "https://id.example/realms/company"),
                ("TTS_OIDC_CLIENT_ID", "as the provider knows TTS"),
                ("TTS_OIDC_CLIENT_SECRET", "what the provider gave"),
                ("TTS_PUBLIC_URL", "the address of this service"),
            ],
            going=replace(openid, last_at=None),
            coming=Coming(openid.last_at),
            probe=OPENID,
            hint="What comes in is log-ins; when the last one came is kept to a minute.",
            page=("Settings", "/settings"),
        ),
        Neighbour(
            "scim",
            "SCIM directory",
            "Makes people, gives them roles, shuts them out.",
            bool(config.get("SCIM_TOKENS")),
            [("TTS_SCIM_TOKEN", "from openssl rand -hex 32")],
            coming=Coming(traffic.scim_at),
            hint="It calls us: the last change is what shows that it can.",
            page=("People", "/people"),
        ),
    ]
