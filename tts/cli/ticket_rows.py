"""Reading tickets from a CSV file: its columns, and each row as a request or a reason against it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from tts.cli.refusals import Refusal
from tts.domain.errors import Invalid
from tts.services.people.values import clean_email, shorten
from tts.services.tickets import TicketRequest

COLUMNS = (
    "external_id",
    "submitted_at",
    "department",
    "category",
    "sub_category",
    "priority",
    "subject",
    "description",
    "requester",
)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
LONGEST_FIELD = 20 * 1024 * 1024
LEFT_OVER, MISSING = "\0left over", "\0missing"
REASON = "reason"
"""The column that says why a row was rejected; it is passed over when the row comes again."""


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One row of the file as it came; `number` counts from 1, without the header."""

    number: int
    values: Mapping[str, str]

    @property
    def external_id(self) -> str:
        """What the source calls the ticket; blank where it says nothing."""
        return (self.values.get("external_id") or "").strip()


def count_rows(path: Path) -> int:
    """How many rows a file has below its header; refuses a file that cannot be read as CSV in UTF-8."""
    return sum(1 for _ in read_rows(path))


def read_rows(path: Path) -> Iterator[TicketRow]:
    """The rows one after another; a Refusal says why the file cannot be read, or which columns it lacks.

    Commas or semicolons part the columns; a byte order mark is taken away; blank lines are no rows.
    """
    csv.field_size_limit(LONGEST_FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = file.readline()
            file.seek(0)
            delimiter = ";" if header.count(";") > header.count(",") else ","
            reader = csv.DictReader(file, delimiter=delimiter, restkey=LEFT_OVER, restval=MISSING)
            _require_columns(path, list(reader.fieldnames or ()))
            for number, values in enumerate(reader, start=1):
                yield TicketRow(number, values)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"{path} is not UTF-8: save it as “CSV UTF-8” and start again.") from error
    except csv.Error as error:
        raise Refusal(f"{path} cannot be read as CSV: {error}.") from error


def read_request(row: TicketRow, source: str, zone: tzinfo, now: datetime) -> tuple[TicketRequest, str]:
    """The row as a request without its requester, and the requester's address. Raises Invalid.

    `zone` is that of times without one. Columns that are not known are kept as the ticket's payload.
    """
    values = row.values
    if LEFT_OVER in values:
        raise Invalid("The row has more columns than the header.")
    if MISSING in values.values():
        raise Invalid("The row has fewer columns than the header.")
    if not row.external_id:
        raise Invalid("The external_id is blank: without it the row could be taken in twice.")
    request = TicketRequest(
        subject=values["subject"],
        description=values["description"],
        department=values["department"],
        category=values["category"],
        sub_category=values["sub_category"],
        priority=values["priority"],
        source=source,
        external_id=row.external_id,
        submitted_at=_read_moment(values["submitted_at"], zone, now),
        payload={name: text for name, text in values.items() if name not in (*COLUMNS, REASON)} or None,
    )
    return request, clean_email(values["requester"])


def _require_columns(path: Path, found: list[str]) -> None:
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise Refusal(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
            f"The first line must name {', '.join(COLUMNS)}."
        )
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise Refusal(f"{path} has the column {shorten(twice[0])} more than once.")


def _read_moment(text: str, zone: tzinfo, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid(
            f"The submitted_at {shorten(text) or '(blank)'} is no date and time, "
            "such as 2026-03-02T09:30:00+01:00."
        ) from error
    if not EARLIEST <= moment <= now + timedelta(days=1):
        raise Invalid(f"The submitted_at {shorten(text)} is before 1990 or in the future.")
    return moment
