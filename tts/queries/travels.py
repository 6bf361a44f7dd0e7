"""A ticket's way over its graph, from its items; who may see the ticket was asked before."""

from __future__ import annotations

from dataclasses import dataclass

from tts.domain.errors import NotFound
from tts.domain.permissions import Actor
from tts.domain.picture.travelled import Caption, Sight
from tts.domain.travel import Stay, Travel, travel_of
from tts.models import Ticket
from tts.queries.paging import AnySession
from tts.queries.ticket_page import TicketStanding, standing_of
from tts.queries.timeline import Piece, pieces_of
from tts.queries.versions import RunningVersion
from tts.queries.visibility import reachable_ticket, works_on_ticket


@dataclass(frozen=True, slots=True)
class SeenTravel:
    """A ticket's way and what the viewer may read on it, ready to be drawn."""

    ticket: Ticket
    version: RunningVersion
    travel: Travel
    sight: Sight

    @property
    def caption(self) -> Caption:
        """What stands above the picture as a file."""
        return Caption(
            f"{self.ticket.number} {self.ticket.subject}",
            f"{self.version.name}, version {self.version.version}",
        )


def seen_travel(session: AnySession, actor: Actor, number: str) -> SeenTravel:
    """The way of the ticket of that number, in four statements and its version's (kept in memory).

    NotFound for what `actor` may not see, and for a ticket that no workflow has taken.
    """
    ticket = reachable_ticket(session, actor, number)
    standing = standing_of(session, ticket.id)
    task, version = standing.task, standing.version
    if task is None or version is None:
        raise NotFound(f"No workflow has taken ticket {number} yet: there is no graph it could be on.")
    stays = [_stay(piece) for piece in pieces_of(session, ticket.id)]
    travel = travel_of(version.graph, stays, task.step_id, has_ended=task.ended_at is not None)
    sight = Sight(_say_here(standing), works_on_ticket(session, actor, ticket.id))
    return SeenTravel(ticket, version, travel, sight)


def _stay(piece: Piece) -> Stay:
    return Stay(
        piece.step_id,
        piece.step_name,
        piece.visit,
        piece.holder_name,
        piece.assigned_at,
        piece.closed_at,
        piece.transition_id,
        piece.transition_name,
    )


def _say_here(standing: TicketStanding) -> str:
    """What the pin at its step says: that it is there and who has it, what it waits for, or how it ended."""
    task = standing.task
    if task is None or task.ended_at is not None:
        return f"Ended here · {standing.ticket.status}"
    if task.waiting_on:
        return f"Steps done · waiting on {task.waiting_on.upper()}"
    if standing.open_item is None:
        return "Now here"
    return f"Now here · {standing.holder.name if standing.holder else 'nobody yet'}"
