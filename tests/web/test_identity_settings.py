"""Settings of log-in that cannot work are refused at the start, with a sentence."""

from __future__ import annotations

import pytest

from tts.config_identity import group_mapping, identity_settings

PROVIDER = {
    "TTS_PUBLIC_URL": "https://desk.example/",
    "TTS_OIDC_ISSUER": "https://id.example/realms/one/",
    "TTS_OIDC_CLIENT_ID": "tts",
}


def test_without_settings_people_log_in_with_passwords_alone() -> None:
    settings = identity_settings({})
    assert (settings["OPENID"], settings["LOCAL_LOGIN"], settings["SCIM_TOKENS"]) == (None, True, ())


def test_a_provider_is_read_with_its_defaults() -> None:
    settings = identity_settings({**PROVIDER, "TTS_OIDC_SCOPES": "email", "TTS_LOCAL_LOGIN": "0"})
    openid = settings["OPENID"]
    assert (settings["PUBLIC_URL"], settings["LOCAL_LOGIN"]) == ("https://desk.example", False)
    assert (openid.issuer, openid.scopes) == ("https://id.example/realms/one", "openid email")
    assert not openid.links_by_email


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"TTS_PUBLIC_URL": ""}, "needs TTS_PUBLIC_URL"),
        ({"TTS_OIDC_CLIENT_ID": ""}, "needs TTS_OIDC_CLIENT_ID"),
        ({"TTS_OIDC_ISSUER": "http://id.example"}, "begin with https"),
        ({"TTS_OIDC_ISSUER": "id.example"}, "write an address"),
        ({"TTS_OIDC_ISSUER": "https://me:secret@id.example"}, "write an address"),
        ({"TTS_OIDC_ISSUER": "", "TTS_LOCAL_LOGIN": "0"}, "nobody could log in"),
        ({"TTS_LOCAL_LOGIN": "false"}, "TTS_LOCAL_LOGIN is “false”: write 1 for on or 0 for off"),
        ({"TTS_OIDC_LINK_BY_EMAIL": "yes"}, "TTS_OIDC_LINK_BY_EMAIL is “yes”: write 1"),
        ({"TTS_OIDC_GROUPS": "it-agents"}, "write group=Role"),
        ({"TTS_SCIM_TOKEN": "short"}, "shorter than 32 characters"),
    ],
)
def test_what_cannot_work_is_refused_with_a_sentence(changed: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        identity_settings({**PROVIDER, **changed})


def test_groups_with_signs_in_their_names_are_mapped() -> None:
    mapped = group_mapping("cn=it,dc=example=Agent; heads = Ticket Coordinator ;")
    assert mapped == (("cn=it,dc=example", "Agent"), ("heads", "Ticket Coordinator"))
