"""What a finished task sets off, and whether the ticket waits for an answer (rules.md section 8)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from tts.domain.words import TaskStatus, TicketStatus

SYSTEM_OF = {"asset": "ams", "budget": "bms"}
NAME_OF = {"ams": "AMS", "bms": "BMS"}
OURSELVES = "tts"
"""Who refused, where it was not the system that was to get it."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How Complete leaves task and ticket: `asks` is the system told, `waits_on` the one awaited."""

    task_status: TaskStatus
    ticket_status: TicketStatus
    asks: str | None = None
    waits_on: str | None = None
    notifies: bool = False
    remark: str | None = None


def say_waiting(system: str) -> str:
    """Why the clocks stand while a system's answer is awaited."""
    return f"waiting for {NAME_OF.get(system, system)}"


def decide_ending(end_logic: str, configured_systems: Set[str] = frozenset()) -> Ending:
    """The ending of a task whose version has that end logic, given the systems that are connected."""
    system = SYSTEM_OF.get(end_logic)
    if system is None:
        return Ending(TaskStatus.COMPLETED, TicketStatus.RESOLVED, notifies=end_logic == "notification")
    if system in configured_systems:
        return Ending(
            TaskStatus.PENDING_EXTERNAL, TicketStatus.PENDING_EXTERNAL, asks=system, waits_on=system
        )
    remark = f"{NAME_OF[system]} is not configured, so nothing was sent and the ticket was resolved at once."
    return Ending(TaskStatus.COMPLETED, TicketStatus.RESOLVED, asks=system, remark=remark)
