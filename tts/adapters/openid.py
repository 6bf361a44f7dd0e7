"""Logging in at an OpenID provider: authorization code with PKCE, and every failure a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client import MismatchingStateError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from flask import current_app, request, session
from joserfc.errors import ClaimError, JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from tts.adapters.fault_words import say_fault
from tts.adapters.letter import one_line
from tts.adapters.openid_claims import Claims, claims_of
from tts.config_identity import OpenIdSettings
from tts.domain.errors import Refused

TIMEOUT = 10
LEEWAY = 120
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
NAME = "provider"
STATES_KEPT = 3
HINT = "openid_hint"
LONGEST_HINT = 2_000
LONGEST_WORDS = 300
FAULTS = (AuthlibBaseError, RequestException, JoseError, ValueError, KeyError, TypeError, RuntimeError)


class LogInFailed(Refused):
    """The provider and we did not come together.

    `forgery` says what was not as it was sent off, if so; `trouble` what admins have to see to, if they do.
    """

    title = "The log-in did not work"

    def __init__(self, sentence: str, forgery: str = "", trouble: str = "") -> None:
        super().__init__(sentence)
        self.forgery, self.trouble = forgery, trouble


class OtherIssuer(ValueError):
    """The discovery document is of another issuer than the setting says."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody came back from the provider: what it says of them, and where they were going."""

    claims: Claims
    next: str
    id_token: str


class Provider(FlaskOAuth2App):
    """Authlib's client of one provider; what discovery says is checked before it is used."""

    def __init__(self, settings: OpenIdSettings) -> None:
        self.settings = settings
        kwargs = {
            "scope": settings.scopes,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        }
        super().__init__(
            FlaskIntegration(NAME),
            NAME,
            client_id=settings.client_id,
            client_secret=settings.client_secret or None,
            server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
            client_kwargs=kwargs,
        )

    def load_server_metadata(self) -> dict[str, Any]:
        """Discovery, once a process; OtherIssuer for another's. Only signatures by key pairs count."""
        metadata: dict[str, Any] = super().load_server_metadata()
        if str(metadata.get("issuer", "")).rstrip("/") != self.settings.issuer:
            found = metadata.get("issuer")
            self.server_metadata.clear()
            raise OtherIssuer(f"Discovery names another issuer, {found}: set TTS_OIDC_ISSUER to it.")
        said = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [alg for alg in said if alg in SIGNED_BY]
        return metadata


def provider() -> Provider | None:
    """The provider of this service, None where there is none; made once."""
    settings: OpenIdSettings | None = current_app.config["OPENID"]
    if settings is None:
        return None
    found: Provider = current_app.extensions.setdefault("openid", Provider(settings))
    return found


def send_to_provider(client: Provider, return_to: str) -> Response:
    """To the provider, with state, nonce and the PKCE challenge; where to go afterwards is kept here."""
    keep_few_states()
    with faults_as_sentences(client):
        answer: Response = client.authorize_redirect(_callback_address())
    state = next(reversed([key for key in session if key.startswith(f"_state_{NAME}_")]))
    session[state]["data"]["next"] = return_to
    session.modified = True
    return answer


def arrive(client: Provider) -> Arrival:
    """Who came back from the provider. Raises LogInFailed for anything that is not as it was sent off."""
    with faults_as_sentences(client):
        kept = client.framework.get_state_data(session, request.args.get("state"))
        if not kept or not (request.args.get("code") or request.args.get("error")):
            raise MismatchingStateError()
        token = client.authorize_access_token(claims_options=_expected(client), leeway=LEEWAY)
        claims = claims_of(client, token)
    return Arrival(claims, str(kept.get("next") or ""), str(token["id_token"]))


def keep_hint(id_token: str) -> None:
    """Remember in the new session where it came from; a token too long for a cookie is left out."""
    session[HINT] = id_token if len(id_token) <= LONGEST_HINT else ""


def end_address(client: Provider, hint: str) -> str | None:
    """Where the log-in at the provider is ended too; None where it cannot be, or does not answer."""
    try:
        address: str = client.create_logout_url(
            f"{current_app.config['PUBLIC_URL']}/login",
            id_token_hint=hint or None,
            client_id=client.client_id,
        )["url"]
    except FAULTS:
        return None
    return address if address.startswith(("https://", "http://")) else None


def keep_few_states() -> None:
    """Forget the oldest log-ins that were begun and never ended, or the cookie would grow too big."""
    begun = [key for key in session if key.startswith(f"_state_{NAME}_")]
    for key in begun[: max(0, len(begun) - STATES_KEPT + 1)]:
        session.pop(key)


@contextmanager
def faults_as_sentences(client: Provider) -> Iterator[None]:
    """Raise LogInFailed in place of whatever Authlib, the network or the provider's answer throws."""
    try:
        yield
    except FAULTS as fault:
        current_app.logger.warning("A log-in with OpenID Connect failed: %s: %r", type(fault).__name__, fault)
        sentence = explain(fault, client.settings.label)
        raise LogInFailed(sentence, say_forgery(fault), say_trouble(fault)) from fault


def explain(fault: Exception, label: str) -> str:
    """What happened, in the words of who wants to log in; nothing that the provider wrote is repeated."""
    match fault:
        case MismatchingStateError():
            return "This log-in was not begun in this browser, or it was used already. Begin again."
        case RequestException():
            return f"{label} does not answer. Try again in a minute; if it stays, tell an admin."
        case ClaimError(claim="exp" | "iat" | "nbf"):
            return (
                f"The time at {label} and here differ too much, or the log-in took too long. Begin again; "
                "if it stays, tell an admin to look at the clocks."
            )
        case ClaimError():
            return f"{label} answered another log-in than this one. Begin again; if it stays, tell an admin."
        case AuthlibBaseError(error="access_denied"):
            return f"The log-in with {label} was declined there. Begin again if that was not meant."
    return f"{label} did not confirm the log-in. Begin again; if it stays, tell an admin."


def say_trouble(fault: Exception) -> str:
    """What is wrong between the provider and us, for admins; "" for what one log-in alone was about."""
    match fault:
        case RequestException():
            return f"The provider cannot be reached: {say_fault(fault)}"
        case AuthlibBaseError(error="invalid_client" | "unauthorized_client"):
            return f"It does not accept TTS_OIDC_CLIENT_ID and TTS_OIDC_CLIENT_SECRET: {fault.error}"
        case OtherIssuer():
            return one_line(str(fault), LONGEST_WORDS)
    return ""


def say_forgery(fault: Exception) -> str:
    """What somebody may have forged, for admins; "" for a fault that needs nobody's will."""
    match fault:
        case MismatchingStateError():
            return "The state was of no log-in that this browser began, or of one that ended."
        case ClaimError(claim="exp" | "iat" | "nbf"):
            return ""
        case ClaimError(claim=claim):
            return f"The ID token was made for another log-in: its “{claim}” is not the one expected."
        case JoseError():
            return "The ID token is not signed as the provider signs, or cannot be read."
    return ""


def _expected(client: Provider) -> dict[str, dict[str, Any]]:
    issuer = client.load_server_metadata()["issuer"]
    return {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client.client_id},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }


def _callback_address() -> str:
    return f"{current_app.config['PUBLIC_URL']}/login/openid/return"
