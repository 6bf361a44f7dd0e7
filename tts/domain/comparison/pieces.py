"""Pieces of routes as a length and a number that stands for their names, so that two are joined at once."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

_PRIME = 2**127 - 1
_BASE = 0x9E3779B97F4A7C15F39CC0605CEDC835 % _PRIME


@dataclass(frozen=True, slots=True)
class Piece:
    """So many names in a row; two pieces are equal when their names are, one after another."""

    length: int = 0
    sign: int = 0

    def then(self, other: Piece) -> Piece:
        """This piece and the other behind it."""
        sign = (self.sign + pow(_BASE, self.length, _PRIME) * other.sign) % _PRIME
        return Piece(self.length + other.length, sign)


def piece_of(name: str) -> Piece:
    """The piece of a single name."""
    return Piece(1, int.from_bytes(blake2b(name.encode(), digest_size=15).digest()))
