"""Passwords that hash quickly: the costs are the product's business, not these tests'."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from tts.services.people import passwords


@pytest.fixture(autouse=True)
def _quick_hashes() -> Iterator[None]:
    passwords.choose_hasher(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    yield
    passwords.choose_hasher(PasswordHasher())
