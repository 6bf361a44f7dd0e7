"""What the address of a list of tickets narrows it to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from tts.domain.permissions import Actor
from tts.domain.words import Priority, TicketStatus
from tts.queries.tickets import TicketFilter
from tts.web.forms import address_id, searched_words

STATUS_WORDS = [
    ("open", "Open"),
    ("ended", "Ended"),
    *((status.value, status.value) for status in TicketStatus),
]


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The filter as its form shows it; blank narrows nothing. `is_own`: only what the person asked for."""

    is_own: bool
    status: str
    priority: str
    workflow_id: int | None
    words: str

    @property
    def is_narrow(self) -> bool:
        """Whether anything but the tab narrows the list."""
        return bool(self.status or self.priority or self.workflow_id or self.words)

    def as_query(self, actor: Actor) -> TicketFilter:
        """The same for the query."""
        is_group = self.status in ("open", "ended")
        return TicketFilter(
            search=self.words,
            status="" if is_group else self.status,
            is_open=self.status == "open" if is_group else None,
            priority=self.priority,
            workflow_id=self.workflow_id,
            requester_id=actor.user_id if self.is_own else None,
        )


def read_filter(actor: Actor) -> ListFilter:
    """The filter asked for; unknown words narrow nothing. Who works in a role sees all they may see first."""
    args = request.args
    status, priority = args.get("status", ""), args.get("priority", "")
    return ListFilter(
        is_own=args.get("tab", "all" if actor.role_ids else "mine") == "mine",
        status=status if status in dict(STATUS_WORDS) else "",
        priority=priority if priority in list(Priority) else "",
        workflow_id=address_id("workflow"),
        words=searched_words(),
    )
