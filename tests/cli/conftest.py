"""Running commands in this process, on the test's own database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from tts.cli.root import tts
from tts.services.people import passwords

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    passwords.choose_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.choose_hasher(PasswordHasher())


@pytest.fixture
def run(tts_environment: dict[str, str]) -> Run:
    """Run `tts` with the given arguments and further settings, and give its result; output is separate."""

    def run_command(*arguments: str, **settings: str) -> Result:
        cleared: dict[str, str | None] = {name: None for name in os.environ if name.startswith("TTS_")}
        return CliRunner().invoke(
            tts, list(arguments), env={**cleared, **tts_environment, **settings}, prog_name="tts"
        )

    return run_command


@pytest.fixture
def ok(run: Run) -> Callable[..., str]:
    """Run `tts`, fail unless it succeeds, and give what it printed."""

    def run_well(*arguments: str, **settings: str) -> str:
        result = run(*arguments, **settings)
        assert result.exit_code == 0, result.output + repr(result.exception)
        return result.stdout

    return run_well


@pytest.fixture
def refused(run: Run) -> Callable[..., str]:
    """Run `tts`, fail unless it refuses with exit code 1 and one paragraph, and give what it said."""

    def run_in_vain(*arguments: str, **settings: str) -> str:
        result = run(*arguments, **settings)
        assert result.exit_code == 1, (result.exit_code, result.output)
        assert "Traceback" not in result.stderr
        assert result.stderr.strip()
        return result.stderr.strip()

    return run_in_vain
