"""Reading a message of Celery's protocol 2 as it came off the wire. Pure; what cannot be read says why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from tts.domain.wording import storable

LARGEST = 1024 * 1024
LONGEST_KEY = 200
LONGEST_TASK = 200
LONGEST_EXCERPT = 4_000
NUL = "\0"


@dataclass(frozen=True, slots=True)
class WireMessage:
    """What the broker hands over: the queue, what the sender says of the body, and the body."""

    queue: str
    headers: Mapping[str, Any]
    content_type: str
    content_encoding: str
    body: bytes

    @property
    def task(self) -> str:
        """The task's name, or a question mark where there is none."""
        task = self.headers.get("task")
        return storable(task)[:LONGEST_TASK] if isinstance(task, str) and task else "?"

    @property
    def key(self) -> str:
        """Its id at the sender; where it has none that can be kept, one that the same message has again."""
        key = self.headers.get("id")
        if isinstance(key, str) and key and len(key) <= LONGEST_KEY and storable(key) == key:
            return key
        seal = hashlib.sha256(repr(key).encode() + self.queue.encode() + self.body).hexdigest()
        return f"unnamed-{seal}"

    @property
    def excerpt(self) -> str:
        """The beginning of the body as far as it is text."""
        return storable(self.body[:LONGEST_EXCERPT].decode("utf-8", "replace"))


class Unreadable(Exception):
    """Why it is no message we take, as a sentence for admins."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def read_arguments(message: WireMessage) -> list[Any]:
    """The positional arguments of the task; raises Unreadable."""
    if len(message.body) > LARGEST:
        raise Unreadable(f"It is {len(message.body):,} bytes long; more than {LARGEST:,} are not taken.")
    if message.content_type != "application/json":
        raise Unreadable(f"Its content is {_quote(message.content_type)}; application/json is taken.")
    if message.content_encoding.lower() not in ("utf-8", "utf8", "us-ascii", ""):
        raise Unreadable(f"Its encoding is {_quote(message.content_encoding)}; utf-8 is taken.")
    if message.headers.get("compression"):
        raise Unreadable("It is compressed; plain messages are taken.")
    return _read_body(message, _read_json(message.body))


def _read_body(message: WireMessage, told: Any) -> list[Any]:
    if isinstance(told, dict) and "task" in told:
        raise Unreadable("It is of Celery's protocol 1; protocol 2 is taken.")
    if not isinstance(message.headers.get("task"), str) or message.headers.get("id") is None:
        raise Unreadable("It is not of Celery's protocol 2: its headers name no task and no id.")
    if not (isinstance(told, list) and len(told) == 3):
        raise Unreadable("It is not of Celery's protocol 2: its body is no list of three.")
    args, named, _ = told
    if not isinstance(args, list) or not isinstance(named, dict):
        raise Unreadable("It is not of Celery's protocol 2: its arguments are no list.")
    if named:
        raise Unreadable("It names its arguments; they are taken by their position.")
    return args


def _read_json(body: bytes) -> Any:
    try:
        told = json.loads(body.decode("utf-8"), parse_constant=_refuse)
        json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable("It is not written in UTF-8.") from None
    except UnicodeEncodeError:
        raise Unreadable("It holds half a character, which nothing can keep.") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"It is no JSON: {error}") from None
    if has_nul(told):
        raise Unreadable("It holds the character NUL, which no database keeps in a text.")
    return told


def has_nul(told: Any) -> bool:
    """Whether a text in it, or a name, holds the character NUL."""
    left = [told]
    while left:
        value = left.pop()
        if isinstance(value, str) and NUL in value:
            return True
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list):
            left += value
    return False


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number.")


def _quote(text: str) -> str:
    return f"“{storable(text)[:60]}”"
