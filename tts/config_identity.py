"""Settings of how people prove who they are: OpenID Connect, SCIM, and the address we are reached at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tts.config_address import web_address
from tts.config_systems import read_switch

SHORTEST_TOKEN = 32
SCOPES = "openid profile email"


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """One OpenID provider. `groups` maps its groups to roles; empty, a group means the role of its name.

    Without a `groups_claim` log-ins neither give nor take roles.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str
    scopes: str = SCOPES
    groups_claim: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    links_by_email: bool = False


def identity_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """How people prove who they are, as Flask keeps it; raises ValueError with a sentence."""
    public = web_address(environment, "TTS_PUBLIC_URL")
    openid = openid_settings(environment)
    is_local = read_switch("TTS_LOCAL_LOGIN", environment.get("TTS_LOCAL_LOGIN") or "1")
    if openid and not public:
        raise ValueError(
            "TTS_OIDC_ISSUER needs TTS_PUBLIC_URL: the provider sends people back to that address."
        )
    if not (openid or is_local):
        raise ValueError("TTS_LOCAL_LOGIN is 0 and TTS_OIDC_ISSUER is not set: nobody could log in.")
    return {
        "PUBLIC_URL": public,
        "OPENID": openid,
        "LOCAL_LOGIN": is_local,
        "SCIM_TOKENS": scim_tokens(environment.get("TTS_SCIM_TOKEN", "")),
        "SCIM_ADMIN_ROLES": role_names(environment.get("TTS_SCIM_ADMIN_ROLES", "")),
    }


def scim_tokens(text: str) -> tuple[str, ...]:
    """The bearer tokens of SCIM, two while one takes the other's place; raises ValueError for a short one."""
    tokens = tuple(text.split())
    if any(len(token) < SHORTEST_TOKEN for token in tokens):
        raise ValueError(
            f"TTS_SCIM_TOKEN is shorter than {SHORTEST_TOKEN} characters: make one with openssl rand -hex 32."
        )
    return tokens


def role_names(text: str) -> frozenset[str]:
    """The names of roles in "Admin;People Officer"."""
    return frozenset(filter(None, (name.strip() for name in text.split(";"))))


def openid_settings(environment: Mapping[str, str]) -> OpenIdSettings | None:
    """The provider, None when no issuer is set; raises ValueError for one that cannot be used."""
    issuer = web_address(environment, "TTS_OIDC_ISSUER")
    if issuer is None:
        return None
    client_id = environment.get("TTS_OIDC_CLIENT_ID", "")
    if not client_id:
        raise ValueError("TTS_OIDC_ISSUER needs TTS_OIDC_CLIENT_ID: the provider knows TTS by it.")
    scopes = environment.get("TTS_OIDC_SCOPES") or SCOPES
    return OpenIdSettings(
        issuer=issuer,
        client_id=client_id,
        client_secret=environment.get("TTS_OIDC_CLIENT_SECRET", ""),
        label=environment.get("TTS_OIDC_LABEL") or "your company account",
        scopes=scopes if "openid" in scopes.split() else f"openid {scopes}",
        groups_claim=environment.get("TTS_OIDC_GROUPS_CLAIM", ""),
        groups=group_mapping(environment.get("TTS_OIDC_GROUPS", "")),
        links_by_email=read_switch("TTS_OIDC_LINK_BY_EMAIL", environment.get("TTS_OIDC_LINK_BY_EMAIL", "")),
    )


def group_mapping(text: str) -> tuple[tuple[str, str], ...]:
    """Read "group=Role;other group=Other Role"; raises ValueError for what is no such pair."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        group, _, role = (side.strip() for side in part.rpartition("="))
        if not (group and role):
            raise ValueError(f"TTS_OIDC_GROUPS holds “{part[:60]}”: write group=Role, several parted by ;")
        pairs.append((group, role))
    return tuple(pairs)
