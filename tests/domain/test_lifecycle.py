"""The table of moves: where each leads from, and a way out of every refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.lifecycle import Editable, Move, Standing, editable, possible_moves, refusal
from tts.domain.words import WorkflowStatus

standings = st.builds(
    Standing,
    status=st.sampled_from([status.value for status in WorkflowStatus]),
    revision_status=st.sampled_from([None, "draft", "deployed"]),
    has_versions=st.booleans(),
    open_tasks=st.integers(0, 2_000),
    taken_by=st.sampled_from([None, "Other"]),
    intake_taken_by=st.sampled_from([None, "Other"]),
)


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        ("draft", "deploy initialize clone archive delete"),
        ("deployed", "edit initialize clone archive delete"),
        ("initialized", "pause revise clone delete"),
        ("paused", "edit resume revise clone archive delete"),
        ("archived", "clone restore delete"),
    ],
)
def test_each_status_has_its_moves(status: str, moves: str) -> None:
    assert {move.value for move in possible_moves(Standing(status))} == set(moves.split())


@pytest.mark.parametrize("status", ["initialized", "paused"])
def test_a_revision_goes_its_own_way_beside_the_active_version(status: str) -> None:
    draft = set(possible_moves(Standing(status, "draft", has_versions=True)))
    deployed = set(possible_moves(Standing(status, "deployed", has_versions=True)))
    assert {Move.DEPLOY, Move.INITIALIZE, Move.DISCARD} <= draft
    assert not draft & {Move.EDIT, Move.REVISE}
    assert {Move.INITIALIZE, Move.DISCARD, Move.REVISE} <= deployed
    assert not deployed & {Move.EDIT, Move.DEPLOY}


@given(standings)
def test_a_move_is_possible_or_its_refusal_is_a_sentence(standing: Standing) -> None:
    possible = possible_moves(standing)
    for move in Move:
        sentence = refusal(move, standing)
        assert (sentence is None) == (move in possible)
        assert sentence is None or (sentence[0].isupper() or sentence[0] in "“0123456789")
        assert sentence is None or sentence.endswith(".")


@given(standings)
def test_history_is_never_deleted_and_work_never_archived(standing: Standing) -> None:
    possible = possible_moves(standing)
    assert not (standing.has_versions and Move.DELETE in possible)
    assert not (standing.open_tasks and Move.ARCHIVE in possible)


def test_a_refused_archive_counts_the_open_tasks() -> None:
    assert "1,234 tasks are" in (refusal(Move.ARCHIVE, Standing("paused", open_tasks=1_234)) or "")
    assert "1 task is" in (refusal(Move.ARCHIVE, Standing("paused", open_tasks=1)) or "")


@pytest.mark.parametrize(
    ("status", "revision_status", "expected"),
    [
        ("draft", None, Editable.ALL),
        ("deployed", None, Editable.WORDS),
        ("initialized", None, Editable.NONE),
        ("paused", None, Editable.NONE),
        ("archived", None, Editable.NONE),
        ("initialized", "draft", Editable.ALL),
        ("paused", "deployed", Editable.WORDS),
    ],
)
def test_what_may_be_edited_follows_the_working_graph(
    status: str, revision_status: str | None, expected: Editable
) -> None:
    assert editable(status, revision_status) is expected
