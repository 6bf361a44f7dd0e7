"""Passwords: what is accepted, and the slow hash they are kept as."""

from __future__ import annotations

import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tts.domain.errors import Invalid
from tts.domain.words import fold

SHORTEST = 8
LONGEST = 1_000

_chosen: list[PasswordHasher] = [PasswordHasher()]


def choose_hasher(hasher: PasswordHasher) -> None:
    """Hash with other costs from now on, in this process; older hashes are renewed at the next log-in."""
    _chosen[0] = hasher
    unknown_hash.cache_clear()


def hash_password(password: str) -> str:
    """The Argon2id hash with its salt and costs in it; takes tens of milliseconds on purpose."""
    return _chosen[0].hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether `password` is the one that was hashed; a hash that cannot be read matches nothing."""
    try:
        return _chosen[0].verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other costs than today's."""
    return _chosen[0].check_needs_rehash(password_hash)


@functools.cache
def unknown_hash() -> str:
    """A hash that nobody's password has, so that asking about a stranger takes as long as about anyone."""
    return hash_password(secrets.token_urlsafe(24))


def check_password(password: str, *, email: str, name: str) -> None:
    """Raise Invalid for a password that is too short, too long, or the person's own address or name."""
    if len(password) < SHORTEST:
        raise _weak(f"The password has fewer than {SHORTEST} characters: choose a longer one.")
    if len(password) > LONGEST:
        raise _weak(f"The password has more than {LONGEST:,} characters: choose a shorter one.")
    if len(set(password)) == 1:
        raise _weak("The password is one character over and over: choose one that is harder to guess.")
    if fold(password) in (fold(email), fold(name), fold(email.partition("@")[0])):
        raise _weak("The password is the person's own name or address: choose one that is harder to guess.")


def _weak(sentence: str) -> Invalid:
    return Invalid(sentence, {"password": sentence})
