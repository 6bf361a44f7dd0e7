"""From nothing to a desk that runs: upgrade, people, tokens, the demo; and what is said when it cannot be."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, scoped_session

from tests.fixtures.ports import find_free_port
from tests.fixtures.server import make_environment, run_tts
from tts.clock import current_time
from tts.models import Event, Role, Ticket, User, Workflow
from tts.services.people import bearer_of, verify_password

Says = Callable[..., str]
AnySession = scoped_session[Session]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_database_that_is_not_migrated_is_refused_by_every_command(
    unmigrated_database_url: str, instance: Path, tmp_path: Path
) -> None:
    environment = make_environment(unmigrated_database_url, instance)
    file = tmp_path / "x.json"
    file.write_text("{}")
    for command in (
        ["demo"],
        ["audit", "verify"],
        ["drive", "--tickets", "1"],
        ["check", str(file)],
        ["serve"],
        ["worker"],
        ["worker", "--once"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "tts", *command],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 1
        assert "tts upgrade" in done.stderr
        assert "Traceback" not in done.stderr


def test_upgrading_twice_changes_nothing(
    unmigrated_database_url: str, instance: Path, tmp_path: Path
) -> None:
    environment = {**make_environment(unmigrated_database_url, instance)}
    for _ in range(2):
        assert "up to date" in run_tts(environment, "upgrade")
    assert "holds: 0 events" in run_tts(environment, "audit", "verify")


def test_a_command_runs_from_any_folder(tts_environment: dict[str, str], tmp_path: Path) -> None:
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "tts", "audit", "verify"],
        env={**tts_environment, "PYTHONPATH": root},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.databases("sqlite")
def test_settings_that_cannot_be_used_are_named(refused: Says) -> None:
    assert "TTS_DATABASE_URL names mysql" in refused("audit", "verify", TTS_DATABASE_URL="mysql://x/y")
    assert "“Mars”, which is no time zone" in refused("audit", "verify", TTS_TIME_ZONE="Mars")
    port = find_free_port()
    away = f"postgresql://nobody:secretword@127.0.0.1:{port}/x"
    said = refused("audit", "verify", TTS_DATABASE_URL=away)
    assert "does not answer" in said
    assert "secretword" not in said


@pytest.mark.databases("postgres")
def test_plain_postgresql_addresses_are_accepted(ok: Says, database_url: str) -> None:
    plain = database_url.replace("postgresql+psycopg://", "postgresql://")
    assert "holds" in ok("audit", "verify", TTS_DATABASE_URL=plain)


@pytest.mark.databases("sqlite")
def test_a_port_in_use_is_named_with_the_way_out(refused: Says) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused("serve", "--port", port)
    assert f"Port {port} on 127.0.0.1 is in use" in said
    assert "--port" in said
    assert "--host" in refused("serve", "--host", "203.0.113.9", "--port", port)


def test_a_person_made_here_can_log_in(ok: Says, session: AnySession) -> None:
    ok(
        "user",
        "create",
        "boss@desk.example",
        "--name",
        "The Boss",
        "--password",
        "a long password",
        "--admin",
    )
    made = ok("user", "create", "two@desk.example", "--name", "Two", "--role", "admin")
    assert "kept nowhere" in made
    password = made.partition("The password is ")[2].partition(";")[0]
    for email, word in (("boss@desk.example", "a long password"), ("two@desk.example", password)):
        assert verify_password(session, email, word, "127.0.0.1", NOW)
    assert session.scalars(sa.select(Role.name)).all() == ["Admin"]


def test_a_token_is_printed_alone(ok: Says, refused: Says, session: AnySession) -> None:
    ok("user", "create", "boss@desk.example", "--password", "a long password", "--admin")
    token = ok("token", "create", "BOSS@desk.example")
    assert len(token.splitlines()) == 1
    assert bearer_of(session, token.strip(), current_time()) is not None
    assert "user create" in refused("token", "create", "nobody@desk.example")


def test_people_who_cannot_be_made_are_refused(ok: Says, refused: Says) -> None:
    assert "e-mail address" in refused("user", "create", "boss", "--password", "a long password")
    assert "fewer than 8" in refused("user", "create", "boss@desk.example", "--password", "short")
    assert "'Wizard'" in refused(
        "user", "create", "boss@desk.example", "--password", "a long password", "--role", "Wizard"
    )
    ok("user", "create", "boss@desk.example", "--password", "a long password")
    assert "belongs to somebody" in refused(
        "user", "create", "boss@desk.example", "--password", "a long password"
    )


def test_the_demo_makes_the_organisation_once(ok: Says, session: AnySession) -> None:
    first = ok("demo", TTS_DEMO_PASSWORD="a demo password")
    assert "a demo password" not in first
    events = session.scalar(sa.select(sa.func.count()).select_from(Event))
    names = session.scalars(sa.select(Role.name).order_by(Role.id)).all()
    assert list(enumerate(names, start=1))[:3] == [(1, "Admin"), (2, "Agent"), (3, "Technician")]
    assert session.scalars(sa.select(Role.id).order_by(Role.id)).all() == list(range(1, 10))
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 28
    statuses = session.scalars(sa.select(Workflow.status).order_by(Workflow.id)).all()
    assert statuses == ["initialized"] * 6 + ["draft"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 24
    session.rollback()
    second = ok("demo", TTS_DEMO_PASSWORD="another password")
    assert "unchanged" in second
    session.rollback()
    assert session.scalar(sa.select(sa.func.count()).select_from(Event)) == events
    assert verify_password(session, "admin1@demo.example", "a demo password", "127.0.0.1", NOW)


def test_the_demo_makes_up_a_password_and_shows_it_once(ok: Says, session: AnySession) -> None:
    said = ok("demo")
    password = said.partition("Their password is ")[2].partition(" ")[0]
    assert verify_password(session, "requester3@demo.example", password, "127.0.0.1", NOW)


def test_a_weak_demo_password_makes_nothing(refused: Says, session: AnySession) -> None:
    assert "TTS_DEMO_PASSWORD" in refused("demo", TTS_DEMO_PASSWORD="demo")
    assert session.scalar(sa.select(sa.func.count()).select_from(Role)) == 0


def test_the_broken_workflow_of_the_demo_shows_all_its_problems(ok: Says, run: Callable[..., object]) -> None:
    ok("demo", TTS_DEMO_PASSWORD="a demo password")
    for number in range(1, 7):
        assert "error" not in ok("check", str(number))
    result = run("check", "7")
    assert getattr(result, "exit_code", None) == 1
    said = getattr(result, "stdout", "")
    for code in ("WF110", "WF112", "WF113"):
        assert code in said
