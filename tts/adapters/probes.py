"""Whether a neighbour answers: asked by hand, in three seconds, and without telling it anything.

Each probe takes Flask's configuration and returns None for a neighbour that answers, else a sentence why not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import requests

from tts.adapters import broker
from tts.adapters.fault_words import say_fault
from tts.adapters.http_post import open_line
from tts.adapters.letter import one_line
from tts.adapters.mail import mail_courier
from tts.config_identity import OpenIdSettings
from tts.domain.errors import NotFound
from tts.services.outbox import DeliveryFailure

TIMEOUT = 3.0
MOST_READ = 256 * 1024
Probe = Callable[[Mapping[str, Any]], str | None]


def probe_broker(config: Mapping[str, Any]) -> str | None:
    """Whether RabbitMQ lets us in."""
    return broker.probe(config)


def probe_mail(config: Mapping[str, Any]) -> str | None:
    """Whether the mail server lets us in; no letter is written."""
    courier = mail_courier(config.get("MAIL_URL"), config.get("MAIL_FROM"), timeout=TIMEOUT)
    if courier is None:
        return "TTS_MAIL_URL and TTS_MAIL_FROM are not set."
    try:
        courier.greet()
    except DeliveryFailure as failure:
        return failure.reason
    finally:
        courier.close()
    return None


def probe_bms(config: Mapping[str, Any]) -> str | None:
    """Whether something listens at the address of BMS, with a certificate if it is one of https."""
    url = config.get("BMS_URL")
    if not url:
        return "TTS_BMS_URL is not set."
    line = open_line(url, TIMEOUT)
    try:
        line.connect()
    except OSError as error:
        return f"BMS cannot be reached: {say_fault(error)}"
    finally:
        line.close()
    return None


def probe_openid(config: Mapping[str, Any]) -> str | None:
    """Whether the provider's discovery document is there and is its own."""
    settings: OpenIdSettings | None = config.get("OPENID")
    if settings is None:
        return "TTS_OIDC_ISSUER is not set."
    address = f"{settings.issuer}/.well-known/openid-configuration"
    try:
        with requests.get(address, timeout=TIMEOUT, allow_redirects=False, stream=True) as reply:
            if reply.status_code != 200:
                return f"The provider answered {reply.status_code} where its discovery should be."
            body = reply.raw.read(MOST_READ, decode_content=True)
        said = json.loads(body)
    except (requests.RequestException, OSError) as error:
        return f"The provider cannot be reached: {say_fault(error)}"
    except ValueError:
        return "What the provider answered is no discovery document."
    issuer = said.get("issuer") if isinstance(said, dict) else None
    if str(issuer).rstrip("/") != settings.issuer:
        return f"Discovery names another issuer, {one_line(str(issuer), 100)}: set TTS_OIDC_ISSUER to it."
    return None


PROBES: Mapping[str, Probe] = {
    "broker": probe_broker,
    "mail": probe_mail,
    "bms": probe_bms,
    "openid": probe_openid,
}


def probe_neighbour(name: str, config: Mapping[str, Any]) -> str | None:
    """Ask the neighbour of that name; raises NotFound for one that cannot be asked."""
    if name not in PROBES:
        raise NotFound(f"There is no such connection to test. There are {', '.join(PROBES)}.")
    return PROBES[name](config)
