"""What every test may ask for; the fixtures themselves lie in tests/fixtures."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.application",
    "tests.fixtures.server",
    "tests.fixtures.forked_server",
    "tests.fixtures.browser",
    "tests.fixtures.mail",
    "tests.fixtures.peers",
    "tests.fixtures.rabbit",
    "tests.fixtures.receivers",
    "tests.fixtures.identity",
]

# Two busy cores make single examples slow now and then; that says nothing about the code.
settings.register_profile("tts", deadline=None)
settings.load_profile("tts")
