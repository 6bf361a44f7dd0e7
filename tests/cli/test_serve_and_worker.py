"""`tts serve` with the worker inside: started again when it ends, gone when the server goes."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.cli.test_worker_processes import eventually
from tests.desk import open_desk
from tests.fixtures.server import LiveServer, serve
from tts.models import Task, Worker

Db = scoped_session[Session]


def running_pid(session: Db, *, but: int = 0) -> int:
    """The process of a worker that swept and did not stop; 0 while there is none but that one."""
    names = session.scalars(
        sa.select(Worker.name).where(Worker.stopped_at.is_(None), Worker.swept_at.is_not(None))
    )
    found = [int(name.split(":")[-2]) for name in names]
    return next((pid for pid in found if pid != but), 0)


def is_there(pid: int) -> bool:
    """Whether it runs; one that ended and was not fetched yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_for_the_end(pid: int) -> None:
    for _ in range(200):
        if not is_there(pid):
            return
        time.sleep(0.05)
    raise AssertionError(f"Process {pid} still runs.")


def health_of(server: LiveServer) -> dict[str, Any]:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=10) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.mark.databases("sqlite", "postgres")
def test_one_command_is_a_whole_system(session: Db, tts_environment: dict[str, str], tmp_path: Path) -> None:
    submitted = open_desk(session).submit()
    with serve(tts_environment, tmp_path / "log", worker=True) as server:
        pid = eventually(lambda: running_pid(session), session)
        eventually(
            lambda: session.scalar(
                sa.select(Task.breached_at.is_not(None)).where(Task.id == submitted.task_id)
            ),
            session,
        )
        found = health_of(server)["worker"]
        assert (found["state"], found["failures"], found["lateness_seconds"]) == ("running", 0, 0)
        assert found["last_sweep"]
    wait_for_the_end(pid)
    session.rollback()
    assert session.scalars(sa.select(Worker.stopped_at)).one() is not None


def test_a_worker_that_is_killed_is_started_again(
    session: Db, tts_environment: dict[str, str], tmp_path: Path
) -> None:
    with serve(tts_environment, tmp_path / "log", worker=True) as server:
        first = eventually(lambda: running_pid(session), session)
        os.kill(first, signal.SIGKILL)
        second = eventually(lambda: running_pid(session, but=first), session)
        assert is_there(second)
        assert not is_there(first)
        assert "The worker ended; another starts in 1 s." in server.log.read_text()
        assert health_of(server)["status"] == "ok"
    wait_for_the_end(second)


def test_a_server_that_is_killed_takes_its_worker_along(
    session: Db, tts_environment: dict[str, str], tmp_path: Path
) -> None:
    with serve(tts_environment, tmp_path / "log", worker=True) as server:
        pid = eventually(lambda: running_pid(session), session)
        os.kill(server.pid, signal.SIGKILL)
        wait_for_the_end(pid)
    session.rollback()
    assert session.scalars(sa.select(Worker.stopped_at)).one() is not None


def test_without_a_worker_the_server_says_so(
    session: Db, tts_environment: dict[str, str], tmp_path: Path
) -> None:
    with serve(tts_environment, tmp_path / "log") as server:
        assert health_of(server)["worker"] == {
            "state": "none",
            "last_sweep": None,
            "lateness_seconds": 0,
            "failures": 0,
        }
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Worker)) == 0


def test_a_form_with_very_many_choices_is_not_too_long_for_its_address(
    session: Db, tts_environment: dict[str, str], tmp_path: Path
) -> None:
    choices = "&".join(f"target_{step}={step + 1000}" for step in range(1000, 1450))
    with (
        serve(tts_environment, tmp_path / "log") as server,
        urllib.request.urlopen(f"{server.url}/healthz?{choices}", timeout=10) as answer,
    ):
        assert answer.status == 200
        assert len(choices) > 7_000
