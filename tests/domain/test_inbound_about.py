"""What a message that came in is about: in words a person would use, whatever the sender wrote."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.contract import MEMBER_SYNC, QUEUES, ROLE_SYNC, TICKET, TICKET_STATUS
from tts.domain.inbound_about import LONGEST_ABOUT, say_about

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)
FIELDS = ("ticket_number", "subject", "status", "name", "system", "user_full_name", "user_email", "role_name")


@pytest.mark.parametrize(
    ("task", "said", "about"),
    [
        (TICKET, {"ticket_number": "TX7", "subject": "The printer jams"}, "TX7: The printer jams"),
        (TICKET, {"id": 7}, "7"),
        (TICKET_STATUS, {"ticket_number": "TX7", "status": "Closed"}, "TX7: Closed"),
        (ROLE_SYNC, {"name": "Agent", "system": "tts"}, "Agent, tts"),
        (MEMBER_SYNC, {"user_full_name": "Ann Bell", "role_name": "Agent"}, "Ann Bell as Agent"),
        (MEMBER_SYNC, {"user_full_name": "", "user_email": "a@b.c", "role_name": "Agent"}, "a@b.c as Agent"),
        (MEMBER_SYNC, {"user_full_name": 7, "role_name": ["Agent"]}, ""),
        ("some.other.task", {"name": "Agent"}, ""),
    ],
)
def test_it_names_what_a_person_would_look_for(task: str, said: dict[str, Any], about: str) -> None:
    assert say_about(task, [said]) == about


def test_a_long_subject_ends_in_an_ellipsis() -> None:
    about = say_about(TICKET, [{"ticket_number": "TX7", "subject": "very " * 1_000}])
    assert len(about) <= LONGEST_ABOUT
    assert about.endswith("very…")


@given(
    task=st.sampled_from([*QUEUES, "some.other.task"]),
    args=st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6) | JSON, max_size=2),
)
def test_whatever_came_is_one_short_line_or_nothing(task: str, args: list[Any]) -> None:
    about = say_about(task, args)
    assert len(about) <= LONGEST_ABOUT
    assert about == about.strip()
    assert not set(about) & set("\r\n\t\0\u202e")
