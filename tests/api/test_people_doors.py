"""People, roles and leave by the API: the same rules as on their pages."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session, scoped_session

from tests.api.conftest import Caller
from tests.cast import Cast
from tts.clock import current_time

Db = scoped_session[Session]
Callers = dict[str, Caller]


def this_week() -> dict[str, str]:
    """Away since an hour ago, for some days."""
    now = current_time()
    return {
        "starts_at": (now - timedelta(hours=1)).isoformat(),
        "ends_at": (now + timedelta(days=4)).isoformat(),
    }


def test_a_person_is_made_changed_shut_out_and_let_in(admin: Caller, cast: Cast) -> None:
    new = {"email": "nina@demo.example", "name": "Nina", "role_ids": [cast.role("Agent")]}
    made = admin.post("/users/", new)
    assert made.status_code == 201
    assert made.get_json()["password"]
    path = made.headers["Location"].partition("/api")[2]
    assert [role["name"] for role in admin.get(path).get_json()["roles"]] == ["Agent"]
    assert "password" not in admin.get(path).get_json()
    assert admin.post("/users/", new).status_code == 409
    changed = admin.put(path, {"name": "Nina B.", "time_zone": "Europe/Rome"}).get_json()
    assert (changed["name"], changed["time_zone"], changed["email"]) == (
        "Nina B.",
        "Europe/Rome",
        "nina@demo.example",
    )
    assert admin.post(f"{path}deactivation/").get_json()["is_active"] is False
    gone = admin.get("/roster/?show=inactive&search=nina").get_json()["results"]
    assert [row["name"] for row in gone] == ["Nina B."]
    assert admin.post(f"{path}activation/").get_json()["is_active"] is True
    assert len(admin.post(f"{path}password/").get_json()["password"]) >= 12


def test_a_role_with_nobody_is_deleted_and_one_in_use_taken_out_of_use(admin: Caller, cast: Cast) -> None:
    made = admin.post("/roles/", {"name": "Night shift", "permissions": ["see reports"]})
    assert (made.status_code, made.get_json()["permissions"]) == (201, ["see reports"])
    path = f"/roles/{made.get_json()['role_id']}/"
    assert admin.put(path, {"name": "Late shift"}).get_json()["permissions"] == []
    given = admin.post(
        f"/users/{cast.user_ids['Rita']}/roles/", {"role_id": made.get_json()["role_id"]}
    ).get_json()
    assert [role["name"] for role in given["roles"]] == ["Late shift"]
    assert admin.delete(path).status_code == 409
    assert admin.post(f"{path}deactivation/").get_json()["is_active"] is False
    assert admin.post(f"{path}activation/").get_json()["is_active"] is True
    taken = admin.delete(f"/users/{cast.user_ids['Rita']}/roles/{made.get_json()['role_id']}/")
    assert taken.get_json()["roles"] == []
    assert admin.delete(path).status_code == 204


def test_ones_own_leave_is_ones_own_to_say(callers: Callers, cast: Cast) -> None:
    own = f"/users/{cast.user_ids['Alice']}/leaves/"
    made = callers["alice"].post(own, this_week())
    assert made.status_code == 201
    assert callers["ada"].get("/roster/?search=alice").get_json()["results"][0]["away_until"] is not None
    leave = f"/leaves/{made.get_json()['leave_id']}/"
    assert callers["bob"].post(own, this_week()).status_code in (403, 404)
    assert callers["bob"].get(own).status_code in (403, 404)
    assert callers["bob"].delete(leave).status_code in (403, 404)
    assert len(callers["alice"].get(own).get_json()["results"]) == 1
    assert callers["alice"].delete(leave).status_code == 204
    assert callers["alice"].get(own).get_json()["results"] == []


def test_the_roster_and_single_people_are_for_who_manages_them(callers: Callers, cast: Cast) -> None:
    other = f"/users/{cast.user_ids['Bob']}/"
    for name in ("alice", "cora", "rita"):
        assert callers[name].get("/roster/").status_code == 403
        assert callers[name].get(other).status_code in (403, 404)
        assert callers[name].put(other, {"name": "Robert"}).status_code in (403, 404)
    assert callers["alice"].get("/me/").get_json()["name"] == "Alice"
    assert callers["alice"].put(f"/users/{cast.user_ids['Alice']}/", {"name": "Alice B."}).status_code == 200


def test_nobody_gives_more_than_they_have(callers: Callers, session: Db, cast: Cast) -> None:
    lead = callers["ada"].post("/roles/", {"name": "Lead", "permissions": ["manage people"]}).get_json()
    alice = f"/users/{cast.user_ids['Alice']}/roles/"
    assert callers["ada"].post(alice, {"role_id": lead["role_id"]}).status_code == 200
    assert callers["alice"].post(alice, {"role_id": cast.role("Admin")}).status_code == 403
    wide = {"name": "Wide", "permissions": ["administer"]}
    assert callers["alice"].post("/roles/", wide).status_code == 403
    assert callers["ada"].get(f"/roles/{cast.role('Admin')}/").get_json()["members"] == 1
