"""Settings of mail: what is taken, and sentences for what is not, none of which tells a password."""

from __future__ import annotations

import pytest

from tts.config import settings_from
from tts.config_mail import MailServer, read_mail_url, read_sender

GOOD = {
    "TTS_MAIL_URL": "smtps://desk:s%40crate@mail.example",
    "TTS_MAIL_FROM": "TTS <tts@desk.example>",
    "TTS_PUBLIC_URL": "https://desk.example/",
    "TTS_SECRET_KEY": "x",
}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example", MailServer("mail.example", 465, True, False)),
        ("smtp://mail.example", MailServer("mail.example", 587, False, True)),
        ("smtp://mail.example:25?starttls=0", MailServer("mail.example", 25, False, False)),
        ("smtp://a%40b:p%2Fw@mail.example:2525", MailServer("mail.example", 2525, False, True, "a@b", "p/w")),
        ("smtp://a:b@localhost:25?starttls=0", MailServer("localhost", 25, False, False, "a", "b")),
    ],
)
def test_the_server_is_read_from_its_address_and_is_safe_unless_told_otherwise(
    url: str, server: MailServer
) -> None:
    assert read_mail_url(url) == server
    assert "p/w" not in repr(read_mail_url(url))


def test_all_three_make_mail_possible_and_none_is_needed() -> None:
    settings = settings_from(GOOD, {})
    assert settings["MAIL_URL"] == GOOD["TTS_MAIL_URL"]
    assert settings["MAIL_FROM"] == "TTS <tts@desk.example>"
    assert settings["PUBLIC_URL"] == "https://desk.example"
    bare = settings_from({"TTS_SECRET_KEY": "x"}, {})
    assert (bare["MAIL_URL"], bare["MAIL_FROM"], bare["PUBLIC_URL"]) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"TTS_MAIL_FROM": ""}, "needs TTS_MAIL_FROM"),
        ({"TTS_PUBLIC_URL": ""}, "needs TTS_PUBLIC_URL"),
        ({"TTS_MAIL_FROM": "TTS"}, "TTS_MAIL_FROM is “TTS”"),
        ({"TTS_MAIL_FROM": "TTS <tts@desk.example>\nBcc: x@y.example"}, "TTS_MAIL_FROM is"),
        ({"TTS_PUBLIC_URL": "desk.example"}, "TTS_PUBLIC_URL is “desk.example”"),
        ({"TTS_PUBLIC_URL": "https://desk.example?x=1"}, "TTS_PUBLIC_URL is"),
        ({"TTS_PUBLIC_URL": "javascript:alert(1)"}, "TTS_PUBLIC_URL is"),
        ({"TTS_MAIL_URL": "http://mail.example"}, "no address of a mail server"),
        ({"TTS_MAIL_URL": "mail.example"}, "no address of a mail server"),
        ({"TTS_MAIL_URL": "smtp://desk:hunter2@mail.example:many"}, "port that is no number"),
        ({"TTS_MAIL_URL": "smtp://desk:hunter2@mail.example:99999"}, "port that is no number"),
        ({"TTS_MAIL_URL": "smtp://mail.example?tls=no"}, "in nothing else"),
        ({"TTS_MAIL_URL": "smtp://desk:hunter2@mail.example?starttls=0"}, "password unencrypted"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_without_its_password(
    change: dict[str, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words) as refusal:
        settings_from({**GOOD, **change}, {})
    assert "hunter2" not in str(refusal.value)


def test_a_sender_is_a_name_and_an_address() -> None:
    assert read_sender("Service Desk <tts@desk.example>") == ("Service Desk", "tts@desk.example")
    assert read_sender("tts@desk.example") == ("", "tts@desk.example")
