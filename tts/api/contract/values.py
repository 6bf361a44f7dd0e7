"""Single values of a body: how each is read, and what the published schema says of it, side by side.

`Annotated[str, text(200)]` is both: pydantic calls the reader and publishes the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from tts.domain.soundness.shape import has_hidden_characters
from tts.domain.values import LARGEST_ID, NotThat

_HIDDEN = "\\u0000-\\u001f\\u007f-\\u009f\\ufffe\\uffff"
_HIDDEN_IN_LINES = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\ufffe\\uffff"
_TURNING = "\\u2028\\u2029\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069"
_SPACES = " \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"


@dataclass(frozen=True)
class As:
    """How a value is read, and its published schema; the reader raises NotThat with the end of a sentence."""

    read: Callable[[object], Any]
    schema: dict[str, Any]

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


def text(limit: int, *, required: bool = False, many_lines: bool = False, example: str | None = None) -> As:
    """Text of up to `limit` characters, trimmed; null is "". What cannot be seen is refused."""

    def read(value: object) -> str:
        if value is None and not required:
            return ""
        if not isinstance(value, str):
            raise NotThat("must be text")
        if len(value) > limit:
            raise NotThat(f"has {len(value):,} characters: at most {limit:,} are possible")
        if has_hidden_characters(value, many_lines=many_lines):
            raise NotThat("has characters that cannot be seen or that turn the reading direction")
        if required and not value.strip():
            raise NotThat("is missing")
        return value.strip()

    schema: dict[str, Any] = {"type": "string" if required else ["string", "null"], "maxLength": limit}
    schema["pattern"] = _pattern(required=required, many_lines=many_lines)
    return As(read, schema | ({"examples": [example]} if example else {}))


def file_text() -> As:
    """The text of a file as it is; what it says is checked by who reads the file."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not value:
            raise NotThat("must be the text of a file")
        return value

    return As(read, {"type": "string", "minLength": 1, "examples": ["<definitions>…</definitions>"]})


def _pattern(*, required: bool, many_lines: bool) -> str:
    hidden = _HIDDEN_IN_LINES if many_lines else _HIDDEN + _TURNING
    spaces = _SPACES + "\\t\\n\\r" if many_lines else _SPACES
    return f"^[^{hidden}]*[^{hidden}{spaces}][^{hidden}]*$" if required else f"^[^{hidden}]*$"


def stored_id(*, nullable: bool = False, example: int = 1) -> As:
    """The number of something stored, or null where that is allowed."""

    def read(value: object) -> int | None:
        if value is None and nullable:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
            raise NotThat("must be the whole number of something stored" + (", or null" if nullable else ""))
        return value

    kind: Any = ["integer", "null"] if nullable else "integer"
    return As(read, {"type": kind, "minimum": 1, "maximum": LARGEST_ID, "examples": [example]})


def flag(*, default: bool = False) -> As:
    """True or false; null is the default."""

    def read(value: object) -> bool:
        if value is None:
            return default
        if not isinstance(value, bool):
            raise NotThat("must be true or false")
        return value

    return As(read, {"type": ["boolean", "null"], "default": default})


def word_of(words: Iterable[str], *, nullable: bool = False) -> As:
    """One of a few words, exactly as they are written; null is "" where that is allowed."""
    known = [str(word) for word in words]

    def read(value: object) -> str:
        if value is None and nullable:
            return ""
        if not isinstance(value, str) or value not in known:
            raise NotThat(f"must be one of {', '.join(word for word in known if word)}")
        return value

    return As(read, {"enum": [*known, None] if nullable else known})


def any_case(words: Iterable[str], *, nullable: bool = False) -> As:
    """One of a few words, however they are capitalised; null and "" are "" where that is allowed."""
    known = [str(word) for word in words]

    def read(value: object) -> str:
        if nullable and (value is None or value == ""):
            return ""
        if not isinstance(value, str) or not value.isascii() or value.casefold() not in known:
            raise NotThat(f"must be one of {', '.join(known)}")
        return value.casefold()

    spelled = "|".join("".join(f"[{c.upper()}{c}]" for c in word) for word in known)
    pattern = f"^({spelled}){'?' if nullable else ''}$"
    kind: Any = ["string", "null"] if nullable else "string"
    return As(read, {"type": kind, "pattern": pattern, "examples": known[:1]})


def listed(each: As, *, most: int) -> As:
    """A list of at most so many; null is empty."""

    def read(value: object) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            raise NotThat(f"must be a list of at most {most:,}")
        return [each.read(one) for one in value]

    return As(read, {"type": ["array", "null"], "items": each.schema, "maxItems": most})


def number_in_address(*, largest: int, default: int | None) -> As:
    """A whole number from 1 as an address writes it: digits alone; nothing is the default."""

    def read(value: object) -> int | None:
        if value is None:
            return default
        shown = str(value)
        if not (shown.isascii() and shown.isdigit()) or len(shown) > 10 or not 0 < int(shown) <= largest:
            raise NotThat("must be a whole number from 1")
        return int(shown)

    schema: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": largest}
    return As(read, schema if default is None else schema | {"default": default})


def flag_in_address() -> As:
    """`true` or `false`; nothing says nothing (null)."""

    def read(value: object) -> bool | None:
        if value is None:
            return None
        if value not in ("true", "false"):
            raise NotThat("must be true or false")
        return value == "true"

    return As(read, {"type": "boolean"})


def words_in_address(limit: int = 200) -> As:
    """Free text of an address: trimmed, cut at so many characters, without what cannot be printed."""

    def read(value: object) -> str:
        letters = (letter for letter in str(value or "") if letter.isprintable())
        return "".join(letters).strip()[:limit]

    return As(read, {"type": "string"})
