"""What a neighbour's message has to have, and what it is told of a field that is none or is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tts.domain.celery_message import WireMessage, read_arguments
from tts.domain.contract import only_argument, read_action, read_flag, read_id, read_name, read_words
from tts.domain.errors import Invalid

GUIDE = Path(__file__).parents[2] / "docs" / "integrations.md"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "There is no field name: it has to be text."),
        ({"name": None}, "There is no field name: it has to be text."),
        ({"name": 7}, "The field name has to be text."),
        ({"name": " "}, "The field name has to be text."),
        ({"name": "a" * 201}, "The field name has 201 characters: at most 200 are taken."),
    ],
)
def test_a_name_that_is_absent_is_told_from_one_that_is_none(values: Mapping[str, Any], said: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_name(values, "name")
    assert refused.value.sentence == said
    assert refused.value.fields == {"name": said}


@pytest.mark.parametrize("value", [True, 1.5, "", [], None])
def test_an_id_is_a_number_or_text(value: object) -> None:
    with pytest.raises(Invalid, match="has to be a number or text"):
        read_id({"role_id": value}, "role_id")
    assert read_id({"role_id": 41}, "role_id") == read_id({"role_id": " 41 "}, "role_id") == "41"


def test_other_words_for_an_action_and_a_flag_are_refused() -> None:
    assert read_action({"action": "Create"}) == "create"
    with pytest.raises(Invalid, match="The field action has to be create, update or delete"):
        read_action({"action": "remove"})
    with pytest.raises(Invalid, match="The field is_active has to be true or false"):
        read_flag({"is_active": "no"}, "is_active", True)
    assert read_flag({}, "is_active", True)


def test_words_may_be_absent_but_are_text() -> None:
    assert read_words({}, "description") == ""
    with pytest.raises(Invalid, match="The field description has to be text"):
        read_words({"description": 4}, "description")


def printed_bodies() -> Iterator[str]:
    """Each body of a message that the guide prints."""
    for block in re.findall(r"^```json\n(.+?)^```", GUIDE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        yield from re.split(r"\n(?=\[\[)", block.strip())


def test_the_bodies_that_the_guide_prints_are_taken() -> None:
    bodies = list(printed_bodies())
    for body in bodies:
        headers = {"task": "any.task", "id": "1"}
        message = WireMessage("any", headers, "application/json", "utf-8", body.encode())
        assert only_argument(read_arguments(message)) == json.loads(body)[0][0]
    assert [sorted(json.loads(body)[0][0])[0] for body in bodies] == ["action", "action", "category"]
