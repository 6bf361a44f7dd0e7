"""Reading JSON bodies: each reader gives a value, or says in a sentence which field is wrong and how."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeVar

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from tts.api.errors import Malformed, WrongContent
from tts.domain.errors import Invalid, TooLarge
from tts.domain.problems import Problem, problem_json
from tts.domain.soundness.shape import has_hidden_characters

MOST_BYTES = 2 * 1024 * 1024
LARGEST_ID = 2**31 - 1
LONGEST_KEY = 200

Body = Mapping[str, object]
Value = TypeVar("Value")


def read_body() -> Body:
    """The JSON object of the request; an empty body is {}.

    Raises WrongContent (415), TooLarge (413, with problem WF001), Malformed (400), Invalid (422).
    """
    request.max_content_length = MOST_BYTES
    try:
        sent = request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise _too_large() from None
    if request.content_length is None and len(sent) >= MOST_BYTES:
        raise _too_large()  # a chunked body is cut off at the limit, not refused
    if not sent.strip():
        return {}
    if not request.is_json:
        raise WrongContent("Send JSON, with the content type application/json.")
    body = _parse(sent)
    if not isinstance(body, dict):
        raise Invalid("The body must be a JSON object, such as {}.")
    return body


def _parse(sent: bytes) -> object:
    try:
        return json.loads(sent.decode("utf-8"))
    except RecursionError:
        raise Malformed("The body is nested too deep to be read.") from None
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"The body is not JSON: {error.msg} at {where}.") from None
    except ValueError:
        raise Malformed("The body holds a number with too many digits.") from None


def _too_large() -> TooLarge:
    sentence = "The body is larger than 2 MB, which is more than a graph can have. Nothing was saved."
    problem = Problem("WF001", "error", sentence, "Split the workflow, or shorten its texts.")
    return TooLarge(sentence, problems=[problem_json(problem)])


class Fields:
    """The fields of a body being read; `finish` raises Invalid with every fault at once."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.faults: dict[str, str] = {}

    def text(self, key: str, *, limit: int, required: bool = False, many_lines: bool = False) -> str:
        """Text up to `limit` characters, trimmed; control and direction-turning characters are refused."""
        value = self.body.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str):
            return self._refuse(key, "must be text", "")
        text = value.strip()
        if len(text) > limit:
            return self._refuse(key, f"has {len(text):,} characters: at most {limit:,} are possible", "")
        if has_hidden_characters(text, many_lines=many_lines):
            return self._refuse(
                key, "has characters that cannot be seen or that turn the reading direction", ""
            )
        if required and not text:
            return self._refuse(key, "is missing", "")
        return text

    def id(self, key: str) -> int:
        """The number of something stored; raises nothing, refuses what cannot be one."""
        value = self.body.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
            return self._refuse(key, "must be the whole number of something stored", 0)
        return value

    def id_or_null(self, key: str, *, required: bool = False) -> int | None:
        """The same, or null; `required` says that the key must be there, even for null."""
        if required and key not in self.body:
            return self._refuse(key, "is missing: send a number, or null", None)
        return None if self.body.get(key) is None else self.id(key)

    def whole_or_null(self, key: str) -> int | None:
        """A whole number from 1, or null or nothing."""
        return self.id_or_null(key)

    def read(self, key: str, reader: Callable[[str], Value], otherwise: Value, expected: str) -> Value:
        """Text read by `reader`, which raises ValueError for words it does not know."""
        value = self.body.get(key)
        if value is None:
            return otherwise
        try:
            return reader(value) if isinstance(value, str) else self._refuse(key, expected, otherwise)
        except ValueError:
            return self._refuse(key, expected, otherwise)

    def finish(self) -> None:
        """Raise Invalid naming every field that was refused."""
        if self.faults:
            raise Invalid(" ".join(self.faults.values()), self.faults)

    def _refuse(self, key: str, why: str, instead: Value) -> Value:
        self.faults[key] = f"“{key}” {why}."
        return instead


def read_key() -> str | None:
    """The Idempotency-Key header: a request repeated with it answers as the first did."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return None
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise Invalid(f"The Idempotency-Key must be at most {LONGEST_KEY} printable characters.")
    return key
