"""What is sent about tickets."""

from __future__ import annotations

from typing import Annotated

from tts.api.contract.reading import Sent
from tts.api.contract.values import (
    any_case,
    flag_in_address,
    number_in_address,
    text,
    word_of,
    words_in_address,
)
from tts.api.paging import Part
from tts.domain.wording import DESCRIPTION_LIMIT, NAME_LIMIT, SUBJECT_LIMIT
from tts.domain.words import Priority, TicketStatus
from tts.queries.tickets import ORDERS, TicketFilter

PRIORITIES = (*Priority, "critical")


class NewTicket(Sent):
    """What somebody asks for. Without a priority it is medium; critical is read as urgent."""

    subject: Annotated[str, text(SUBJECT_LIMIT, required=True, example="Laptop does not start")]
    description: Annotated[str, text(DESCRIPTION_LIMIT, many_lines=True, example="It beeps twice.")] = ""
    department: Annotated[str, text(NAME_LIMIT, required=True, example="IT")]
    category: Annotated[str, text(NAME_LIMIT, required=True, example="Technology")]
    sub_category: Annotated[str, text(NAME_LIMIT)] = ""
    priority: Annotated[str, any_case(PRIORITIES, nullable=True)] = ""


class TicketsAsked(Part):
    """Which tickets are listed, and how: newest first unless `order` says otherwise."""

    status: Annotated[str, word_of(["", *TicketStatus])] = ""
    open: Annotated[bool | None, flag_in_address()] = None
    unmatched: Annotated[bool | None, flag_in_address()] = None
    priority: Annotated[str, word_of(["", *Priority])] = ""
    department: Annotated[str, words_in_address()] = ""
    category: Annotated[str, words_in_address()] = ""
    workflow_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None
    search: Annotated[str, words_in_address()] = ""
    order: Annotated[str, word_of(ORDERS)] = "newest"

    @property
    def wanted(self) -> TicketFilter:
        """The same for the query."""
        return TicketFilter(
            search=self.search,
            status=self.status,
            is_open=self.open,
            unmatched=bool(self.unmatched),
            priority=self.priority,
            department=self.department,
            category=self.category,
            workflow_id=self.workflow_id,
        )
