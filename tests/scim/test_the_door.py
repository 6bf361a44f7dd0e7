"""Who may call, and what bad input gets: a clear error, never a 500, nothing half-done."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from tests.cast import Cast
from tests.scim_client import TOKEN, USER, Directory
from tts.models import ExternalAnswer, LoginAttempt, User
from tts.scim.pace import Pace

AnySession = scoped_session[Session]

HOSTILE = [
    'userName eq "x" or 1 eq 1',
    "userName eq \"' OR '1'='1\"",
    "userName eq 'ada@demo.example'",
    'userName eq "x"); DROP TABLE users; --"',
    'userName eq "\\u0000"',
    'userName eq "\\ud800"',
    "passwordHash pr",
    "password_hash pr",
    'password sw "$argon2id"',
    'meta.__class__ eq "x"',
    "not (" * 400 + "userName pr" + ")" * 400,
    "userName eq",
    "%",
    "active gt true",
    "userName co " + '"' + "a" * 5_000 + '"',
]


@pytest.mark.parametrize("asked", HOSTILE)
def test_a_filter_meant_to_break_out_finds_nobody_and_breaks_nothing(
    directory: Directory, session: AnySession, cast: Cast, asked: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(User))
    answer = directory.send("GET", "/Users", query_string={"filter": asked})
    assert answer.status_code in (200, 400), answer.text
    assert answer.status_code == 400 or answer.json["totalResults"] == 0
    assert "argon2" not in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == before


def test_no_answer_tells_a_password_or_a_token(directory: Directory, cast: Cast) -> None:
    for path in ("/Users", "/Groups", "/Schemas", f"/Users/{cast.user_ids['Ada']}"):
        text = directory.send("GET", path).text
        assert "password" not in text.casefold()
        assert "hash" not in text.casefold()


def test_a_wrong_or_absent_token_is_refused_and_slowed_down_and_the_right_one_is_not(
    directory: Directory, session: AnySession
) -> None:
    wrong = replace(directory, token=TOKEN[:-1] + "x")
    answers = [wrong.send("GET", "/Users").status_code for _ in range(7)]
    assert answers == [401] * 5 + [429] * 2
    assert directory.client.get("/scim/v2/Users").status_code == 429
    assert directory.send("GET", "/Users").status_code == 200
    kept = session.scalars(sa.select(LoginAttempt.email_key)).all()
    assert len(kept) == 5
    assert not [key for key in kept if TOKEN[:10] in key]


def test_a_sign_outside_ascii_in_the_token_is_just_wrong(directory: Directory) -> None:
    assert replace(directory, token="ñ" * 40).send("GET", "/Users").status_code == 401


@pytest.mark.parametrize("more", [1024 * 1024, 4 * 1024 * 1024])
def test_a_body_of_unknown_length_is_not_cut_off_in_silence(
    directory: Directory, session: AnySession, more: int
) -> None:
    answer = directory.send(
        "POST",
        "/Users",
        input_stream=io.BytesIO(person_named("new").encode() + b" " * more),
        content_type="application/scim+json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert (answer.status_code, answer.json["detail"]) == (413, "The body is larger than 1 MB.")
    assert session.scalar(sa.select(User.id).where(User.email_key == "n@d.example")) is None


def test_a_body_of_unknown_length_is_taken_up_to_the_limit(directory: Directory) -> None:
    body = person_named("new").encode()
    answer = directory.send(
        "POST",
        "/Users",
        input_stream=io.BytesIO(body + b" " * (1024 * 1024 - len(body))),
        content_type="application/scim+json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 201


def test_a_session_of_a_page_opens_nothing_here(app: Flask, cast: Cast) -> None:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = f"{cast.user_ids['Ada']}.0"
        kept["_fresh"] = True
    assert client.get("/scim/v2/Users").status_code == 401


def person_named(text: str) -> str:
    """A body with that user name, as it stands in JSON."""
    return f'{{"schemas": ["{USER}"], "userName": "{text}", "emails": [{{"value": "n@d.example"}}]}}'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ('{"schemas": ["x"]}', 400),
        (f'{{"schemas": ["{USER}"]}}', 400),
        (f'{{"schemas": ["{USER}"], "userName": 7, "emails": []}}', 400),
        (f'{{"schemas": ["{USER}"], "userName": "n", "emails": [{{"value": "no address"}}]}}', 400),
        (person_named("n\\u0000"), 400),
        (person_named("n\\ud800"), 400),
        (person_named("n" * 501), 400),
        ("[" * 50_000, 400),
        ("x" * (1024 * 1024 + 1), 413),
    ],
)
def test_a_body_that_cannot_be_read_makes_nobody(
    directory: Directory, session: AnySession, body: str, status: int
) -> None:
    answer = directory.send("POST", "/Users", data=body, headers={"Content-Type": "application/scim+json"})
    assert answer.status_code == status, answer.text
    assert answer.json["detail"]
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 0


@pytest.mark.parametrize("path", ["/Users/0", "/Users/x", f"/Users/{'9' * 20}", "/Users/%00", "/Nothing"])
def test_what_is_not_there_is_not_found(directory: Directory, path: str) -> None:
    assert directory.send("GET", path).status_code == 404


def test_a_privilege_in_the_body_is_no_privilege(directory: Directory, session: AnySession) -> None:
    more = {"isAdmin": True, "password": "correct horse", "roles": [{"value": "Admin"}], "source": "x"}
    made = directory.hire("nora", **more)
    user = session.get_one(User, int(made.json["id"]))
    assert (user.password_hash, user.source, user.memberships) == (None, "scim", [])


def test_without_a_token_set_scim_says_that_it_is_shut(database_url: str, instance) -> None:
    from tests.fixtures.application import close_connections, make_app

    app = make_app(database_url, instance)
    answer = app.test_client().get("/scim/v2/Users", headers={"Authorization": "Bearer "})
    close_connections(app)
    assert answer.status_code == 501
    assert "set TTS_SCIM_TOKEN" in answer.json["detail"]


def test_pages_and_lists_are_bounded(directory: Directory, cast: Cast) -> None:
    found = directory.send("GET", "/Users", query_string={"startIndex": 3, "count": 2}).json
    assert (found["totalResults"], len(found["Resources"])) == (11, 2)
    assert found["Resources"][0]["id"] == str(sorted(cast.user_ids.values())[2])
    assert (
        directory.send("GET", "/Users", query_string={"count": "-1", "startIndex": "1e9"}).status_code < 500
    )


def test_more_requests_than_a_minute_takes_wait() -> None:
    pace = Pace(2)
    assert [pace.wait() for _ in range(2)] == [0, 0]
    assert 0 < pace.wait() <= 61


def test_a_looping_client_is_told_to_wait(app: Flask, directory: Directory) -> None:
    app.extensions["scim_pace"] = Pace(1)
    assert directory.send("GET", "/Users").status_code == 200
    answer = directory.send("GET", "/Users")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


def kept(session: AnySession) -> list[tuple[str, str, str]]:
    """What of bad input is kept for admins: what it was, whose, and at which door."""
    session.rollback()
    rows = session.scalars(sa.select(ExternalAnswer).order_by(ExternalAnswer.id)).all()
    assert {row.body for row in rows} <= {None}
    return [(row.outcome, row.system, row.door) for row in rows]


def test_a_wrong_token_is_kept_for_admins_without_the_token(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    wrong = replace(directory, token="hunter2" * 6)
    for _ in range(7):
        wrong.send("GET", "/Users")
    assert kept(session) == [("wrong SCIM token", "", "/scim/v2/Users")] * 5
    assert "hunter2" not in "".join(session.scalars(sa.select(ExternalAnswer.sentence)))


def test_what_cannot_be_read_is_kept_for_admins_and_a_flood_fills_nothing(
    directory: Directory, session: AnySession, cast: Cast
) -> None:
    bad = ("%", "userName eq " + "hunter2" * 400, "not (" * 400 + "userName pr")
    for asked in bad:
        assert directory.send("GET", "/Users", query_string={"filter": asked}).status_code == 400
    large = "x" * (1024 * 1024 + 1)
    headers = {"Content-Type": "application/scim+json"}
    assert directory.send("POST", "/Users", data=large, headers=headers).status_code == 413
    doors = [("bad SCIM request", "scim", "/scim/v2/Users")]
    assert kept(session) == doors * 4
    assert max(map(len, session.scalars(sa.select(ExternalAnswer.sentence)))) <= 300
    for _ in range(20):
        directory.send("GET", "/Users", query_string={"filter": "%"})
    assert kept(session) == doors * 20
    assert directory.send("GET", "/Users").status_code == 200


def test_what_is_taken_is_not_kept(directory: Directory, session: AnySession, cast: Cast) -> None:
    assert directory.hire("nora").status_code == 201
    assert directory.hire("nora").status_code == 409
    assert directory.send("GET", "/Users/0").status_code == 404
    assert kept(session) == []


def test_what_a_busy_database_does_not_keep_is_turned_away_all_the_same(
    directory: Directory, session: AnySession, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_locked(*given: object, **also: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("tts.services.external.keep._keep_turned_away", is_locked)
    answer = directory.send("GET", "/Users", query_string={"filter": "%"})
    assert (answer.status_code, answer.json["scimType"]) == (400, "invalidFilter")
    assert kept(session) == []
