"""Reading a task off the wire: whatever it is, there are arguments, or a sentence why not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.celery_message import LARGEST, Unreadable, WireMessage, read_arguments

GOOD = {"lang": "py", "task": "role.tasks.sync_role", "id": "4f1c"}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def wire(body: bytes, *, headers: dict[str, object] | None = None, **changes: str) -> WireMessage:
    """A message on the queue of roles."""
    said = {"content_type": "application/json", "content_encoding": "utf-8", **changes}
    return WireMessage("tts.role.sync", GOOD if headers is None else headers, body=body, **said)


@given(st.lists(VALUES, max_size=3))
def test_what_was_sent_is_what_is_read_or_why_no_database_can_keep_it(args: list[object]) -> None:
    body = json.dumps([args, {}, {"chain": None}]).encode()
    if "\\u0000" in body.decode() or "\\ud" in body.decode():
        try:
            assert read_arguments(wire(body)) == args
        except Unreadable as why:
            assert "NUL" in why.sentence or "half a character" in why.sentence
    else:
        assert read_arguments(wire(body)) == args


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=9), VALUES, max_size=4), st.text(max_size=9))
def test_any_bytes_are_read_or_refused_with_a_sentence_and_can_be_kept(
    body: bytes, headers: dict[str, object], kind: str
) -> None:
    for message in (wire(body, headers=headers), wire(body), wire(body, content_type=kind)):
        try:
            assert isinstance(read_arguments(message), list)
        except Unreadable as why:
            assert why.sentence.endswith((".", ")"))
        for kept in (message.key, message.task, message.excerpt):
            assert "\0" not in kept
            kept.encode()


def test_without_an_id_of_its_own_the_same_message_has_the_same_key_and_another_has_another() -> None:
    one, again, other = (wire(body, headers={}) for body in (b"{", b"{", b"["))
    assert one.key == again.key != other.key
    assert one.key.startswith("unnamed-")
    assert wire(b"{", headers={"id": "x" * 300}).key.startswith("unnamed-")
    assert wire(b"{").key == "4f1c"


@pytest.mark.parametrize("size", [LARGEST, LARGEST + 1])
def test_a_message_may_be_so_long_and_no_longer(size: int) -> None:
    start, end = b'[["', b'"], {}, {}]'
    body = start + b"x" * (size - len(start) - len(end)) + end
    if size == LARGEST:
        assert len(read_arguments(wire(body))) == 1
    else:
        with pytest.raises(Unreadable, match="bytes long"):
            read_arguments(wire(body))
