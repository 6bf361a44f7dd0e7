"""Odd input on an admin's pages: characters no database keeps, numbers too large, words too long."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.web.admin_desk import DETAILS, draft, step_form
from tests.web.conftest import Browse

Db = scoped_session[Session]
ODD = ["%00", "%ED%A0%80", "%E2%80%AE", "a" * 5000, "%27%22%3B--", "%25_%5C"]


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:10])
def test_odd_words_in_a_filter_are_answered(browse: Browse, session: Db, cast: Cast, odd: str) -> None:
    workflow_id = draft(session, cast)
    browser = browse("Ada")
    for path in (
        f"/workflows?q={odd}&department={odd}&status={odd}&cursor=",
        f"/people/everybody?q={odd}&show={odd}",
        f"/events?ticket={odd}&kind={odd}&stream={odd}&workflow={odd}",
        f"/events?person={odd}&from={odd}&to={odd}",
        f"/tickets/unmatched?after={odd}",
        f"/workflows/{workflow_id}/versions/1?against={odd}",
    ):
        assert browser.get(path).status_code in (200, 400, 404, 422), path


@pytest.mark.parametrize("odd", ["\x00", "\ufffd\u202e", "a" * 100_000], ids=["null", "hidden", "long"])
def test_odd_words_in_a_form_are_refused_or_kept_whole(
    browse: Browse, session: Db, cast: Cast, odd: str
) -> None:
    workflow_id, agent = draft(session, cast), cast.role("Agent")
    browser, base = browse("Ada"), f"/workflows/{workflow_id}"
    for path, sent in (
        ("/workflows", {**DETAILS, "name": odd}),
        ("/workflows", {**DETAILS, "description": odd}),
        ("/workflows", {**DETAILS, "end_logic": odd}),
        ("/workflows/imports", {"text": odd}),
        (f"{base}/details", {**DETAILS, "category": odd}),
        (f"{base}/promises", {"urgent_hours": odd}),
        (f"{base}/fixes", {"problem": odd, "code": odd, "fix": odd, "revision": odd}),
        (f"{base}/steps", step_form(cast, name=odd)),
        (f"{base}/steps", step_form(cast, instruction=odd, weight=odd)),
        (f"{base}/transitions", {"from_step_id": odd, "to_step_id": odd, "name": odd}),
        ("/people", {"name": odd, "email": odd}),
        ("/people/roles", {"name": odd, "description": odd, "rights": odd}),
        (f"/people/roles/{agent}/members", {"who": odd}),
        ("/me/name", {"name": odd, "time_zone": odd}),
        ("/me/leaves", {"first_day": odd, "last_day": odd}),
        ("/tickets/TX1/workflow", {"workflow_id": odd}),
        ("/events/verification", {"stream": odd, "stream_id": odd}),
    ):
        assert browser.post(path, data=sent).status_code in (303, 400, 404, 409, 413, 422), path
