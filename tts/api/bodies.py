"""Reading JSON bodies and queries: what can be read at all, before it is held against the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TypeVar

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from tts.api.contract.doors import MOST_BYTES
from tts.api.contract.reading import Sent, Unreadable, read_as
from tts.api.errors import Malformed, WrongContent
from tts.domain.errors import TooLarge
from tts.domain.problems import Problem, problem_json

LARGEST_EXACT = 2.0**53

Body = Mapping[str, object]


def read_body(most: int = MOST_BYTES, *, holds_graph: bool = False) -> Body:
    """The JSON object of the request, of at most so many bytes; an empty body is {}.

    Raises WrongContent (415), TooLarge (413, for a graph with WF001), Malformed (400), Unreadable (422).
    """
    request.max_content_length = most + 1  # one in pieces is cut off there, and so found to be longer
    try:
        sent = request.get_data(cache=True)
    except RequestEntityTooLarge:
        raise _too_large(most, holds_graph) from None
    if len(sent) > most:
        raise _too_large(most, holds_graph)
    if not sent.strip():
        return {}
    if not request.is_json:
        raise WrongContent("Send JSON, with the content type application/json.")
    body = _parse(sent)
    if not isinstance(body, dict):
        raise Unreadable("The body must be a JSON object, such as {}.")
    return body


def _parse(sent: bytes) -> object:
    try:
        return json.loads(sent.decode("utf-8"), parse_float=_read_number)
    except RecursionError:
        raise Malformed("The body is nested too deep to be read.") from None
    except UnicodeDecodeError:
        raise Malformed("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed(f"The body is not JSON: {error.msg} at {where}.") from None
    except ValueError:
        raise Malformed("The body holds a number with too many digits.") from None


def _read_number(text: str) -> int | float:
    """A number as JSON means it: 1.0 and 1 are the same."""
    number = float(text)
    return int(number) if abs(number) < LARGEST_EXACT and number.is_integer() else number


def _too_large(most: int, holds_graph: bool) -> TooLarge:
    limit = f"{most // 1024 // 1024} MB"
    if not holds_graph:
        return TooLarge(f"The body is larger than {limit}. Nothing was done.")
    sentence = f"The body is larger than {limit}, which is more than a graph can have. Nothing was saved."
    problem = Problem("WF001", "error", sentence, "Split the workflow, or shorten its texts.")
    return TooLarge(sentence, problems=[problem_json(problem)])


Model = TypeVar("Model", bound=Sent)


def read_query(model: type[Model]) -> Model:
    """The query of the address; of a name given twice the first is read. Raises Unreadable (422)."""
    return read_as(model, request.args.to_dict())
