"""How things come in and leave where a worker runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from tts.adapters.couriers import MAIL, couriers_of
from tts.adapters.notification_letters import letter_writer
from tts.cli.worker.hooks import Hooks, hooks_of
from tts.cli.worker.reading import reading_of
from tts.cli.worker.rounds import DeliveryRound, Round, Run, every_round
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

    def rounds(self, worker: str, aside: Callable[[Run], Run] = lambda run: run) -> tuple[Round, ...]:
        """Every round of a worker; those that may wait for others run by `aside`."""
        rounds = every_round(
            worker,
            aside(DeliveryRound(self.couriers).run) if self.couriers else None,
            self.compose,
            reading=aside(self.reading) if self.reading else None,
            has_service=NOTIFICATION_SERVICE in self.couriers,
            zone=self.zone,
        )
        return (*rounds, *self.hooks.rounds(aside)) if self.hooks else rounds


def ways_of(config: Mapping[str, Any]) -> Ways:
    """Those that Flask's configuration sets up."""
    couriers, public_url = couriers_of(config), config["PUBLIC_URL"]
    compose = letter_writer(public_url) if MAIL in couriers and public_url else None
    zone = ZoneInfo(config["COMPANY_TIME_ZONE"])
    return Ways(couriers, compose, reading_of(config), hooks_of(config), zone)
