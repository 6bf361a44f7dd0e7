"""`tts clocks`: a due time alone on the first line, its ledger or the reason for none; and the proof."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session, scoped_session

from tests.cast import MORNING
from tests.cli.conftest import Run
from tests.desk import open_desk
from tts.cli.root import tts
from tts.models import Task

OFFICE: dict[str, Any] = {
    "tz": "Europe/Berlin",
    "week": {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(5)},
    "holidays": ["2026-12-25"],
    "special": {"2026-12-31": [["09:00", "12:00"]]},
}


@pytest.fixture
def office(tmp_path: Path) -> str:
    return write(tmp_path, OFFICE)


def write(folder: Path, calendar: object) -> str:
    path = folder / "calendar.json"
    path.write_text(json.dumps(calendar), "utf-8")
    return str(path)


def ask(*arguments: str) -> Result:
    return CliRunner().invoke(tts, ["clocks", "due", *arguments])


def due(*arguments: str) -> str:
    found = ask(*arguments)
    assert found.exit_code == 0, found.output
    return found.stdout.splitlines()[0]


def test_the_due_time_stands_alone_on_the_first_line_and_the_ledger_after_it(office: str) -> None:
    found = ask("--calendar", office, "--start", "2026-12-24T16:00", "--target", "3h")
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "2026-12-28T10:00:00Z",
        "Times in Europe/Berlin:",
        "  Thu 2026-12-24 16:00:00+01:00  Thu 2026-12-24 17:00:00+01:00  01:00:00  open",
        "  Thu 2026-12-24 17:00:00+01:00  Fri 2026-12-25 00:00:00+01:00  00:00:00  closed",
        "  Fri 2026-12-25 00:00:00+01:00  Sat 2026-12-26 00:00:00+01:00  00:00:00  holiday",
        "  Sat 2026-12-26 00:00:00+01:00  Mon 2026-12-28 09:00:00+01:00  00:00:00  closed",
        "  Mon 2026-12-28 09:00:00+01:00  Mon 2026-12-28 11:00:00+01:00  02:00:00  open",
        "Counted 03:00:00, the target of 3 h.",
    ]


@pytest.mark.parametrize(
    "start", ["2026-12-24T16:00", "2026-12-24 16:00:00", "2026-12-24T16:00+01:00", "2026-12-24T15:00Z"]
)
def test_a_start_without_an_offset_is_in_the_calendars_zone(office: str, start: str) -> None:
    assert due("--calendar", office, "--start", start, "--target", "1h") == "2026-12-24T16:00:00Z"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("4h", "2026-11-23T13:00:00Z"),
        ("90m", "2026-11-23T09:30:00Z"),
        ("90min", "2026-11-23T09:30:00Z"),
        ("1h30m", "2026-11-23T09:30:00Z"),
        ("1H 30M", "2026-11-23T09:30:00Z"),
        ("2d", "2026-12-01T15:00:00Z"),
        ("45s", "2026-11-23T08:00:45Z"),
        ("04:00:00", "2026-11-23T13:00:00Z"),
        ("PT4H", "2026-11-23T13:00:00Z"),
        ("0h", "2026-11-23T08:00:00Z"),
    ],
)
def test_targets_are_written_as_people_write_them(office: str, target: str, expected: str) -> None:
    assert due("--calendar", office, "--start", "2026-11-23T09:00", "--target", target) == expected


def test_a_target_of_nothing_is_due_at_the_start_outside_hours_too(office: str) -> None:
    assert (
        due("--calendar", office, "--start", "2026-11-22T03:00:00Z", "--target", "0h")
        == "2026-11-22T03:00:00Z"
    )


def test_pauses_may_overlap_and_lie_outside_hours(office: str) -> None:
    held = ["--pause", "2026-11-23T10:00/2026-11-23T11:00", "--pause", "2026-11-23T10:30/2026-11-23T11:30"]
    night = ["--pause", "2026-11-23T17:00/2026-11-24T09:00"]
    arguments = ["--calendar", office, "--start", "2026-11-23T09:00", "--target", "7h"]
    assert due(*arguments, *night) == due(*arguments) == "2026-11-23T16:00:00Z"
    assert due(*arguments, *held, *night) == "2026-11-24T09:30:00Z"
    assert due(*arguments, *held[:2], *held[3:], *night[1:]) == "2026-11-24T09:30:00Z"


@pytest.mark.parametrize("pause", ["2026-11-23T10:00/", "2026-11-23T10:00/.."])
def test_a_pause_that_still_runs_is_the_reason_for_no_due_time(office: str, pause: str) -> None:
    found = ask("--calendar", office, "--start", "2026-11-23T09:00", "--target", "4h", "--pause", pause)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        "The clock is paused since 2026-11-23 10:00 (Europe/Berlin), so there is no due time:"
        " 3 h of 4 h are left.\n"
    )


def test_a_calendar_without_working_time_left_is_the_reason(tmp_path: Path) -> None:
    expo = write(tmp_path, {"tz": "UTC", "week": {}, "special": {"2026-11-24": [["09:00", "12:00"]]}})
    found = ask("--calendar", expo, "--start", "2026-11-25T09:00", "--target", "4h")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "no open hours after 2026-11-25 09:00 (UTC)" in found.stderr


def test_a_calendar_without_an_open_minute_is_refused(tmp_path: Path) -> None:
    closed = write(tmp_path, {"tz": "Europe/Berlin", "week": {"0": []}})
    found = ask("--calendar", closed, "--start", "2026-11-25T09:00", "--target", "4h")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == f"{closed}: The calendar has no open minute: give at least one day its hours.\n"


def test_every_fault_of_a_calendar_has_its_line(tmp_path: Path) -> None:
    faulty = write(tmp_path, {"tz": "Mars", "week": {"0": [["9", "17"]]}})
    found = ask("--calendar", faulty, "--start", "2026-11-25T09:00", "--target", "4h")
    assert found.exit_code == 1
    assert len(found.stderr.splitlines()) == 3


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--start", "tomorrow", "is no time"),
        ("--start", "0001-01-01", "too far away"),
        ("--target", "4", "is not a duration"),
        ("--target", "-1h", "is not a duration"),
        ("--target", "-PT1H", "from 0h to 50 years"),
        ("--target", "999999h", "from 0h to 50 years"),
        ("--pause", "2026-11-23T10:00", "is no pause"),
        ("--pause", "2026-11-23T10:00/2026-11-23T09:00", "ends before it begins"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_option(option: str, value: str, said: str) -> None:
    wanted = {"--start": "2026-11-23T09:00Z", "--target": "4h"} | {option: value}
    found = ask(*(part for pair in wanted.items() for part in pair))
    assert found.exit_code == 2
    assert said in found.stderr


def test_without_a_calendar_every_second_counts() -> None:
    assert due("--start", "2026-10-24T18:00", "--target", "24h") == "2026-10-25T18:00:00Z"


def test_both_nights_of_a_change_are_reckoned_in_real_time(tmp_path: Path) -> None:
    nights = write(tmp_path, {"tz": "Europe/Berlin", "week": {"6": [["00:00", "06:00"]]}})
    autumn = ask("--calendar", nights, "--start", "2026-10-25T00:00", "--target", "7h")
    assert autumn.stdout.splitlines()[0] == "2026-10-25T05:00:00Z"
    assert "Sun 2026-10-25 00:00:00+02:00  Sun 2026-10-25 06:00:00+01:00  07:00:00  open" in autumn.stdout
    assert (
        due("--calendar", nights, "--start", "2026-03-29T00:00", "--target", "5h") == "2026-03-29T04:00:00Z"
    )


def test_verify_reports_what_it_cannot_read_and_goes_on(session: scoped_session[Session], run: Run) -> None:
    desk = open_desk(session)
    broken, late = desk.submit(), desk.submit()
    session.execute(sa.update(Task).where(Task.id == broken.task_id).values(pauses=[["x", "y", ""]]))
    session.execute(sa.update(Task).where(Task.id == late.task_id).values(due_at=MORNING))
    session.commit()
    found = run("clocks", "verify")
    assert found.exit_code == 1
    assert f"{broken.number}: what is stored of it cannot be read: ValueError" in found.stdout
    assert f"{late.number}: due time of the ticket is stored as" in found.stdout


def test_verify_holds_until_a_stored_due_time_is_altered(
    session: scoped_session[Session], ok: Callable[..., str], run: Run
) -> None:
    desk = open_desk(session)
    submitted = desk.submit()
    assert ok("clocks", "verify") == "Open tickets compared: 1. Every clock is what its events tell.\n"
    session.execute(sa.update(Task).values(due_at=MORNING))
    session.commit()
    found = run("clocks", "verify")
    assert found.exit_code == 1
    assert f"{submitted.number}: due time of the ticket is stored as" in found.stdout
    assert "Open tickets compared: 1. The clocks of 1 are not what their events tell." in found.stderr
