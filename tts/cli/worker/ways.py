"""How things come in and leave where a worker runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tts.adapters.couriers import MAIL, couriers_of
from tts.adapters.mail_pictures import ticket_pictures
from tts.adapters.notification_letters import letter_writer
from tts.cli.worker.deliveries import DeliveryRound
from tts.cli.worker.hooks import Hooks, hooks_of
from tts.cli.worker.lanes import Lanes
from tts.cli.worker.reading import reading_of
from tts.cli.worker.rounds import Round, Run, Stop, every_round
from tts.domain.zones import UTC_ZONE
from tts.services.notices import NOTIFICATION_SERVICE
from tts.services.notifications import Compose
from tts.services.outbox import Courier


@dataclass(frozen=True, slots=True)
class Ways:
    """How things leave and come in here, None for what is not set up; `zone` is the company's."""

    couriers: Mapping[str, Courier] = field(default_factory=dict)
    compose: Compose | None = None
    reading: Run | None = None
    hooks: Hooks | None = None
    zone: ZoneInfo = UTC_ZONE

    def rounds(self, worker: str, stop: Stop, *, waits: bool = False) -> tuple[Round, ...]:
        """Every round of a worker that goes on until `stop()`.

        What may wait for other systems runs in lanes beside the others; with `waits` a round ends only once
        its work is done.
        """
        rounds = every_round(
            worker,
            DeliveryRound(self.couriers, Lanes(stop, waits=waits)).run if self.couriers else None,
            self.compose,
            reading=self._reading(Lanes(stop, waits=waits)),
            has_service=NOTIFICATION_SERVICE in self.couriers,
            zone=self.zone,
        )
        return (*rounds, *self.hooks.rounds(Lanes(stop, waits=waits))) if self.hooks else rounds

    def _reading(self, lanes: Lanes) -> Run | None:
        """The round that reads, in a lane of its own."""
        if (reading := self.reading) is None:
            return None
        return lambda session, clock, stop: lanes.run({"reading": reading}, session, clock)


def ways_of(config: Mapping[str, Any], bind: sa.Engine | sa.Connection) -> Ways:
    """Those that Flask's configuration sets up; pictures in mails are drawn from the database of `bind`."""
    couriers, public_url = couriers_of(config, ticket_pictures(bind)), config["PUBLIC_URL"]
    compose = letter_writer(public_url) if MAIL in couriers and public_url else None
    zone = ZoneInfo(config["COMPANY_TIME_ZONE"])
    return Ways(couriers, compose, reading_of(config), hooks_of(config), zone)
