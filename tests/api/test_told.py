"""Notifications by the API: everybody their own, and nobody another's."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tts.clock import current_time
from tts.models import Notification

Db = scoped_session[Session]
Callers = dict[str, Caller]


@pytest.fixture
def told(session: Db, cast: Cast) -> list[int]:
    """Alice was told three things; their ids, oldest first."""
    rows = [
        Notification(
            key=f"n{number}",
            user_id=cast.user_ids["Alice"],
            kind="step",
            text=f"Thing {number}",
            created_at=current_time(),
        )
        for number in range(3)
    ]
    session.add_all(rows)
    session.commit()
    return [row.id for row in rows]


def test_one_reads_what_one_was_told_newest_first(callers: Callers, told: list[int]) -> None:
    first = callers["alice"].get("/notifications/?unread=true&page_size=2").get_json()
    assert first["count"] == 3
    assert [row["notification_id"] for row in first["results"]] == told[:0:-1]
    second = callers["alice"].get(f"/notifications/?unread=true&cursor={first['next_cursor']}").get_json()
    assert [row["text"] for row in second["results"]] == ["Thing 0"]
    assert callers["alice"].post(f"/notifications/{told[0]}/reading/").get_json() == {"unread": 2}
    assert callers["alice"].post("/notifications/reading/", {"up_to": told[1]}).get_json() == {"unread": 1}
    assert callers["alice"].post("/notifications/reading/").get_json() == {"unread": 0}
    assert callers["alice"].get("/notifications/?unread=true").get_json()["count"] == 0
    assert callers["alice"].get("/notifications/").get_json()["count"] == 3


@pytest.mark.parametrize("name", ["ada", "bob", "otto"])
def test_nobody_sees_or_reads_what_another_was_told(callers: Callers, told: list[int], name: str) -> None:
    assert callers[name].get("/notifications/").get_json()["count"] == 0
    assert callers[name].post(f"/notifications/{told[0]}/reading/").status_code == 404
    callers[name].post("/notifications/reading/")
    assert callers["alice"].get("/notifications/?unread=true").get_json()["count"] == 3


def test_what_is_not_sent_of_the_choices_stays(callers: Callers) -> None:
    rita = callers["rita"]
    sent = {
        "kinds": [{"kind": "status", "in_app": True, "by_mail": False}],
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    chosen = rita.put("/me/notifications/", sent).get_json()
    quiet = [chosen[name] for name in ("quiet_from", "quiet_until", "quiet_weekends")]
    assert quiet == ["22:00", "07:00", False]
    assert rita.put("/me/notifications/", {"quiet_weekends": True}).status_code == 200
    stored = rita.get("/me/notifications/").get_json()
    assert stored == chosen | {"quiet_weekends": True}
    wishes = {row["kind"]: row for row in stored["kinds"]}
    assert (wishes["status"]["in_app"], wishes["status"]["by_mail"]) == (True, False)
    assert wishes["completed"]["by_mail"] is True
    cleared = rita.put("/me/notifications/", {"quiet_from": "", "quiet_until": ""}).get_json()
    assert (cleared["quiet_from"], cleared["quiet_until"]) == (None, None)


def test_choices_that_cannot_be_are_refused_with_their_field(callers: Callers) -> None:
    alone = callers["rita"].put("/me/notifications/", {"quiet_from": "22:00"})
    assert (alone.status_code, list(alone.get_json()["fields"])) == (409, ["quiet_until"])
    for sent in ({"quiet_from": "25:00"}, {"quiet_from": 22}, {"kinds": [{"kind": "gossip"}]}):
        assert callers["rita"].put("/me/notifications/", sent).status_code == 422
