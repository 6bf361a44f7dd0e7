"""`tts credential`: making, listing and revoking what other systems prove themselves by."""

from __future__ import annotations

from collections.abc import Callable

Ok = Callable[..., str]


def test_a_credential_is_printed_alone_listed_without_its_words_and_revoked(ok: Ok, refused: Ok) -> None:
    ok("upgrade")
    secret = ok("credential", "create", "ams", "--label", "vault").strip()
    assert secret.startswith("tts_system_")
    ok("credential", "create", "ams")
    assert "2 valid credentials" in refused("credential", "create", "ams")
    listed = ok("credential", "list").splitlines()
    assert len(listed) == 2
    assert listed[0].startswith("1  ams  ")
    assert listed[0].endswith("never used  vault")
    assert secret not in "".join(listed)
    assert ok("credential", "revoke", "1") == "Credential 1 is void.\n"
    assert len(ok("credential", "list").splitlines()) == 1
    assert "no such credential" in refused("credential", "revoke", "99")
