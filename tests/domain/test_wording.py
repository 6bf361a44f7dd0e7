"""What people write: refused where nobody could keep it; what others write is shown without it."""

from __future__ import annotations

import re

import pytest

from tts.api.contract.values import text
from tts.domain.bpmn import say_losses
from tts.domain.errors import Invalid
from tts.domain.soundness.shape import has_hidden_characters
from tts.domain.values import NotThat
from tts.domain.wording import read_body, read_line, storable, visible_body, visible_line
from tts.domain.xml_writing import can_be_xml
from tts.services.people.values import clean_description, clean_name

HALF = "\ud800"
NOT_KEPT = ["\x00", "\x07", "\x9f", HALF, "\ufffe", "\uffff"]
KEPT = ["ö", "\ufffd", "\ufdd0", "\U0001f469", "\U0001fffe", "\U0010ffff"]


@pytest.mark.parametrize("odd", NOT_KEPT)
def test_what_no_file_can_hold_is_refused_wherever_people_write(odd: str) -> None:
    written = f"Look{odd}here"
    for read, said in ((read_line, "cannot be seen"), (read_body, "control characters or others")):
        with pytest.raises(Invalid, match=said) as refusal:
            read(written, "subject")
        assert list(refusal.value.fields) == ["subject"]
    for many_lines in (False, True):
        assert has_hidden_characters(written, many_lines)
        value = text(60, many_lines=many_lines)
        with pytest.raises(NotThat, match="cannot be seen"):
            value.read(written)
        assert odd == HALF or not re.search(value.schema["pattern"], written), "published as refused"
    for clean in (clean_name, clean_description):
        with pytest.raises(Invalid, match="cannot be seen"):
            clean(written)


@pytest.mark.parametrize("character", KEPT)
def test_what_can_be_held_is_kept_as_it_was_written(character: str) -> None:
    written = f"Look{character}here"
    assert can_be_xml(written)
    assert read_line(written, "subject") == read_body(written, "note") == written
    for many_lines in (False, True):
        assert not has_hidden_characters(written, many_lines)
        value = text(60, many_lines=many_lines)
        assert value.read(written) == written
        assert re.search(value.schema["pattern"], written)


@pytest.mark.parametrize("odd", NOT_KEPT)
def test_what_another_system_wrote_of_a_ticket_is_taken_with_a_blank_in_its_place(odd: str) -> None:
    assert visible_line(f"Look{odd}here") == "Look here"
    assert visible_body(f"Look\n{odd}here") == "Look\n here"
    assert read_body(visible_body(f"Look{odd}here"), "note") == "Look here"


def test_only_what_no_database_keeps_is_marked_in_a_record_of_others() -> None:
    assert storable("a\0b\ud800c\ufffed") == "a\ufffdb?c\ufffed"


def test_every_text_that_is_taken_can_stand_in_a_file() -> None:
    for code in range(0x10000):
        if not has_hidden_characters(chr(code), many_lines=True):
            assert can_be_xml(chr(code)), f"U+{code:04X}"


def test_what_was_stored_earlier_is_still_named() -> None:
    node = {"name": "Tri\ufffeage", "design": {"label": "\uffff"}}
    assert say_losses({"graph": {"nodes": [node]}}) == [
        "graph.nodes[0].name has a character that XML cannot hold: a mark stands in its place."
    ]
