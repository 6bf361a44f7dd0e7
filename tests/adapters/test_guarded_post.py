"""Calls to addresses that people wrote down: checked after the look-up and at each redirect, and bounded."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.fixtures.receivers import HOUSE, NAME, Receiver
from tts.adapters.guarded_post import GuardedPost
from tts.adapters.resolve import Resolve, resolve_name
from tts.domain.errors import Invalid

Make = Callable[..., Receiver]


def leading_to(*addresses: str) -> Resolve:
    """A look-up in which every name has these addresses."""
    return lambda host, port: addresses


def test_it_arrives_as_it_was_sent(receiver: Receiver) -> None:
    receiver.usual = (202, "täken", {})
    answer = GuardedPost(HOUSE).post(receiver.url, b'{"a":1}', {"X-One": "1"})
    assert (answer.status, answer.text) == (202, "täken")
    (call,) = receiver.calls
    assert (call.path, call.body, call.headers["x-one"]) == ("/hook?of=desk", b'{"a":1}', "1")
    assert call.headers["host"] == f"127.0.0.1:{receiver.port}"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["8.8.8.8", "127.0.0.1"],
    ],
)
def test_a_name_that_leads_into_the_house_is_never_called(receiver: Receiver, addresses: list[str]) -> None:
    guarded = GuardedPost((), resolve=leading_to(*addresses))
    with pytest.raises(Invalid, match="leads to"):
        guarded.post(f"https://{NAME}:{receiver.port}/", b"{}", {})
    assert receiver.calls == []


def test_a_name_that_changes_its_mind_is_called_where_it_was_checked(receiver: Receiver) -> None:
    asked: list[str] = []

    def change_mind(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    url = f"http://rebinding.example:{receiver.port}/x"
    assert GuardedPost(HOUSE, resolve=change_mind).post(url, b"{}", {}).status == 200
    assert asked == ["rebinding.example"]
    assert receiver.calls[0].headers["host"] == f"rebinding.example:{receiver.port}"


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_that_keeps_the_post_is_followed_and_checked(
    receiver: Receiver, make_receiver: Make, status: int
) -> None:
    other = make_receiver()
    receiver.answers = [(status, "", {"Location": f"http://127.0.0.1:{other.port}/there"})]
    assert GuardedPost(HOUSE).post(receiver.url, b"{}", {"webhook-id": "1"}).status == 200
    assert [(call.path, call.headers["webhook-id"]) for call in other.calls] == [("/there", "1")]
    receiver.answers = [(status, "", {"Location": "/here"})]
    GuardedPost(HOUSE).post(receiver.url, b"{}", {})
    assert receiver.calls[-1].path == "/here"


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://10.0.0.1/",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://user:pw@127.0.0.1/",
        "//0x7f.1/",
    ],
)
def test_a_redirect_out_of_reach_is_refused(receiver: Receiver, location: str) -> None:
    receiver.answers = [(307, "", {"Location": location})]
    with pytest.raises(Invalid):
        GuardedPost(HOUSE).post(receiver.url, b"{}", {})
    assert len(receiver.calls) == 1


def test_redirects_without_end_come_to_one_and_others_are_not_followed(receiver: Receiver) -> None:
    receiver.usual = (308, "", {"Location": "/again"})
    assert GuardedPost(HOUSE).post(receiver.url, b"{}", {}).status == 308
    assert len(receiver.calls) == 4
    receiver.usual = (302, "", {"Location": "/again"})
    assert GuardedPost(HOUSE).post(receiver.url, b"{}", {}).status == 302
    assert len(receiver.calls) == 5


def test_the_certificate_is_of_the_name_and_of_nobody_else(make_receiver: Make, certificate: Path) -> None:
    secure = make_receiver(certificate=certificate)
    trusted = ssl.create_default_context(cafile=certificate)
    guarded = GuardedPost(HOUSE, resolve=leading_to("127.0.0.1"), trusted=trusted)
    assert guarded.post(f"https://{NAME}:{secure.port}/", b"{}", {}).status == 200
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED|Hostname mismatch"):
        guarded.post(f"https://other.example:{secure.port}/", b"{}", {})
    stranger = GuardedPost(HOUSE, resolve=leading_to("127.0.0.1"))
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        stranger.post(f"https://{NAME}:{secure.port}/", b"{}", {})
    assert len(secure.calls) == 1


def test_it_goes_on_from_https_to_https_alone(
    make_receiver: Make, certificate: Path, receiver: Receiver
) -> None:
    location = {"Location": f"http://127.0.0.1:{receiver.port}/"}
    secure = make_receiver(certificate=certificate, usual=(307, "", location))
    trusted = ssl.create_default_context(cafile=certificate)
    guarded = GuardedPost(HOUSE, resolve=leading_to("127.0.0.1"), trusted=trusted)
    with pytest.raises(Invalid, match="without encryption"):
        guarded.post(f"https://{NAME}:{secure.port}/", b"{}", {})
    assert receiver.calls == []


@pytest.mark.parametrize("is_secure", [False, True])
def test_one_that_does_not_answer_in_time_is_hung_up_on(
    make_receiver: Make, certificate: Path, is_secure: bool
) -> None:
    slow = make_receiver(delay=30.0, certificate=certificate if is_secure else None)
    trusted = ssl.create_default_context(cafile=certificate)
    guarded = GuardedPost(HOUSE, 0.4, resolve=leading_to("127.0.0.1"), trusted=trusted)
    with pytest.raises(OSError, match="no whole answer"):
        guarded.post(f"{'https' if is_secure else 'http'}://{NAME}:{slow.port}/", b"{}", {})


def test_an_answer_is_read_so_far_and_no_farther(receiver: Receiver) -> None:
    receiver.usual = (500, "x" * 1_000_000, {})
    assert len(GuardedPost(HOUSE).post(receiver.url, b"{}", {}).text) == 16 * 1024


def test_no_proxy_of_the_environment_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert GuardedPost(HOUSE).post(receiver.url, b"{}", {}).status == 200


def test_a_name_that_nobody_knows_is_no_answer() -> None:
    with pytest.raises(OSError, match="."):
        resolve_name("nobody.invalid", 443)
    assert "127.0.0.1" in resolve_name("127.0.0.1", 443)
    with pytest.raises(OSError, match="no address"):
        GuardedPost((), resolve=leading_to()).post(f"https://{NAME}/", b"{}", {})
