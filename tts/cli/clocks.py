"""`tts clocks`: what a calendar makes of a target with its ledger, and whether stored due times hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import click

from tts.cli.database import open_database
from tts.cli.documents import read_json
from tts.cli.moments import read_moment, read_pause, read_target
from tts.cli.refusals import Refusal
from tts.domain.sla import format_duration, say_duration
from tts.domain.working_time import (
    Calendar,
    CalendarRefused,
    Explanation,
    Span,
    explain_due,
    read_calendar,
)
from tts.queries.clock_proof import prove_clocks


@click.group()
def clocks() -> None:
    """Reckon due times in working hours, explain them, and prove the stored ones."""


@clocks.command()
@click.option(
    "--calendar",
    "path",
    type=click.Path(path_type=Path),
    help="A JSON file with tz, week, holidays and special; without it every second counts.",
)
@click.option("--start", "start", required=True, help="When the clock starts: an ISO 8601 time.")
@click.option(
    "--target", "target", required=True, help="How much time may count: 4h, 90m, 1h30m, 04:00:00, PT4H."
)
@click.option(
    "--pause",
    "pauses",
    multiple=True,
    metavar="ISO/ISO",
    help="A time in which nothing counts; ISO/ for one that still runs. More may follow it.",
)
@click.argument("more", nargs=-1, metavar="[ISO/ISO]...")
def due(path: Path | None, start: str, target: str, pauses: tuple[str, ...], more: tuple[str, ...]) -> None:
    """Print when a target is reached, alone on the first line in UTC, and its ledger after it.

    Times without an offset are in the calendar's zone (without a calendar, in UTC). A day in a target is 24
    hours of working time. A window that closes at or before its opening runs over midnight and belongs to the
    day it opens on; special hours stand in place of the week's, on a holiday too; overlapping windows count
    once. Exit code 1 and the reason when there is no due time.
    """
    calendar = _read_file(path)
    zone = calendar.zone if calendar else UTC
    begun = read_moment(start, zone, "--start")
    budget = read_target(target)
    found = explain_due(calendar, begun, budget, [read_pause(text, zone) for text in (*pauses, *more)])
    if found.due is None:
        raise Refusal(found.why_not or "There is no due time.")
    click.echo(_utc_text(found.due))
    for line in ledger_lines(found, calendar, budget):
        click.echo(line)


@clocks.command()
def verify() -> None:
    """Reckon the clocks of every open ticket anew from its events and its workflow's version.

    Prints each value that is stored otherwise; exit code 1 when there is one.
    """
    compared, wrong = 0, 0
    with open_database() as session:
        for proof in prove_clocks(session):
            compared += 1
            wrong += bool(proof.differences)
            for sentence in proof.differences:
                click.echo(f"{proof.number}: {sentence}.")
    compared_words = f"Open tickets compared: {compared:,}."
    if wrong:
        raise Refusal(f"{compared_words} The clocks of {wrong:,} are not what their events tell.")
    click.echo(f"{compared_words} Every clock is what its events tell.")


def ledger_lines(found: Explanation, calendar: Calendar | None, budget: timedelta) -> list[str]:
    """The rows in the calendar's zone, and what they add up to."""
    zone, name = (calendar.zone, calendar.tz) if calendar else (UTC, "UTC, round the clock")
    if not found.spans:
        return ["A target of nothing is due at the start."]
    lines = [f"Times in {name}:"]
    lines += [_row_text(span, zone) for span in found.spans]
    return [*lines, f"Counted {format_duration(found.counted)}, the target of {say_duration(budget)}."]


def _row_text(span: Span, zone: tzinfo) -> str:
    end = _local_text(span.end, zone) if span.end else "still running"
    return f"  {_local_text(span.start, zone)}  {end}  {format_duration(span.counted)}  {span.reason}"


def _local_text(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    return f"{local:%a} {local.isoformat(sep=' ')}"


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read_file(path: Path | None) -> Calendar | None:
    """The calendar of a file; a Refusal lists what is wrong with it."""
    if path is None:
        return None
    try:
        return read_calendar(read_json(path))
    except CalendarRefused as error:
        sentences = [sentence for sentence in error.fields.values() if sentence != error.sentence]
        raise Refusal(
            "\n".join([f"{path}: {error.sentence}", *(f"  {line}" for line in sentences)])
        ) from error
