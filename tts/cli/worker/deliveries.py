"""The round of deliveries: what is due leaves, each destination in a lane of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from tts.cli.worker.lanes import Lanes
from tts.cli.worker.rounds import Clock, RoundResult, Stop
from tts.queries.outbox import destinations_with_due
from tts.services.outbox import Courier, deliver_due
from tts.services.transaction import AnySession


class DeliveryRound:
    """Messages that are due leave by their couriers; a system that is slow or dead delays nobody else's."""

    def __init__(self, couriers: Mapping[str, Courier], lanes: Lanes) -> None:
        self.couriers, self.lanes = couriers, lanes

    def run(self, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        """One pass for each destination that has something due and no pass under way."""
        due = destinations_with_due(session, list(self.couriers), now=clock())
        works = {name: partial(self._deliver, name) for name in self.couriers if name in due}
        return self.lanes.run(works, session, clock)

    def _deliver(self, name: str, session: AnySession, clock: Clock, stop: Stop) -> RoundResult:
        sent = deliver_due(session, {name: self.couriers[name]}, clock=clock, stop=stop)
        return RoundResult(sent.delivered, sent.failed)
