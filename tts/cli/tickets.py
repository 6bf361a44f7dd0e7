"""`tts import tickets`: from a CSV file, resumable, with what was rejected in a file of its own."""

from __future__ import annotations

import csv
import itertools
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.terminal import OPERATOR
from tts.cli.ticket_rows import LEFT_OVER, MISSING, REASON, TicketRow, count_rows, read_request, read_rows
from tts.clock import current_time
from tts.domain.errors import DomainError
from tts.models import Ticket
from tts.services.people import contact_for
from tts.services.tickets import submit_ticket

PIECE = 500


@dataclass
class Intake:
    """Takes rows in, and counts what became of them."""

    session: Session
    source: str
    zone: ZoneInfo
    taken: int = 0
    unmatched: int = 0
    known: int = 0
    rejected: list[tuple[TicketRow, str]] = field(default_factory=list)
    people: dict[str, int] = field(default_factory=dict)

    def take(self, rows: Iterable[TicketRow]) -> Iterator[TicketRow]:
        """Take each row in, in its own transaction, and give it on when it is done with."""
        rows = iter(rows)
        while piece := list(itertools.islice(rows, PIECE)):
            there = self._already_in(piece)
            for row in piece:
                if row.external_id in there:
                    self.known += 1
                else:
                    self._take_row(row)
                yield row

    def _take_row(self, row: TicketRow) -> None:
        now = current_time()
        try:
            request, email = read_request(row, self.source, self.zone, now)
            if email not in self.people:
                self.people[email] = contact_for(self.session, email, now=now)
            request = replace(request, requester_id=self.people[email])
            submitted = submit_ticket(self.session, request, actor=OPERATOR, now=now)
        except DomainError as refusal:
            self.rejected.append((row, refusal.sentence))
            return
        if submitted.is_repeat:
            self.known += 1
            return
        self.taken += 1
        self.unmatched += submitted.task_id is None

    def _already_in(self, rows: list[TicketRow]) -> set[str | None]:
        ids = [row.external_id for row in rows if row.external_id.isprintable()]
        found = sa.select(Ticket.external_id).where(Ticket.source == self.source, Ticket.external_id.in_(ids))
        there = set(self.session.scalars(found))
        self.session.rollback()
        return there


@click.command("tickets")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", default="import", show_default=True, help="Whose external_ids they are.")
def import_tickets(file: Path, source: str) -> None:
    """Submit the tickets of a CSV FILE; start it again to go on where it stopped.

    A ticket whose external_id is in already, from the same source, is passed over. What cannot be taken in is
    written to FILE.rejected.csv with the reason.
    """
    total = count_rows(file)
    with open_database() as session:
        intake = Intake(session, source, ZoneInfo(current_app.config["COMPANY_TIME_ZONE"]))
        with click.progressbar(length=total, label="Importing", file=sys.stderr) as bar:
            for _ in intake.take(read_rows(file)):
                bar.update(1)
    word = "ticket" if intake.taken == 1 else "tickets"
    click.echo(
        f"Took in {intake.taken:,} {word}, {intake.unmatched:,} of them without a workflow; "
        f"{intake.known:,} were in already, {len(intake.rejected):,} were rejected."
    )
    if intake.rejected:
        click.echo(f"The rejected rows and the reasons are in {write_rejected(file, intake.rejected)}.")


def write_rejected(file: Path, rejected: list[tuple[TicketRow, str]]) -> Path:
    """Write the rows as they came, every column of them and one more, beside the file; returns where."""
    path = file.with_name(f"{file.stem}.rejected.csv")
    try:
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            columns = list(dict.fromkeys(name for row, _ in rejected for name in row.values))
            columns = [name for name in columns if name not in (LEFT_OVER, REASON)]
            writer.writerow([*columns, REASON])
            for row, reason in rejected:
                writer.writerow([*(_as_it_came(row, name) for name in columns), reason])
    except OSError as error:
        raise Refusal(f"{path} cannot be written: {error.strerror}.") from error
    return path


def _as_it_came(row: TicketRow, column: str) -> str:
    text = row.values.get(column, "")
    return "" if text == MISSING else text
