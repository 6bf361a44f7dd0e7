"""Settings: what is in force here, and the record's anchors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from tts.config_broker import say_broker
from tts.config_identity import OpenIdSettings
from tts.config_mail import read_mail_url
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.queries.chains import last_anchor
from tts.queries.inbound import count_received
from tts.schema import current_revision, newest_revision
from tts.services.audit import write_anchor
from tts.web.access import acting, requires
from tts.web.frame import request_time
from tts.web.words import say_count

settings = Blueprint("settings", __name__)


@settings.get("/settings")
@requires(Permission.ADMINISTER)
def show() -> str:
    """What is in force; secrets are told as set, never shown."""
    return render_template(
        "settings/show.html",
        company=company_facts(),
        log_in=log_in_facts(),
        database=database_facts(),
        anchor=last_anchor(db.session),
        received=count_received(db.session, acting()),
    )


@settings.post("/settings/anchors")
@requires(Permission.ADMINISTER)
def anchor() -> Response:
    """Tie the chains together now; one a day is kept."""
    knot = write_anchor(db.session, actor=acting(), now=request_time())
    if knot.is_new:
        flash(f"Today's anchor is written: it ties {say_count(knot.chains, 'chain')}.", "ok")
    else:
        flash("Today's anchor stood already; nothing was written.", "here")
    return redirect(url_for("settings.show"), 303)


def company_facts() -> list[tuple[str, str, str]]:
    """Settings as (words, value, the variable that sets it)."""
    config = current_app.config
    systems = ", ".join(sorted(config["CONFIGURED_SYSTEMS"])) or "none"
    return [
        ("Company's time zone", str(config["COMPANY_TIME_ZONE"]), "TTS_TIME_ZONE"),
        ("Cookies over HTTPS only", "yes" if config["SESSION_COOKIE_SECURE"] else "no", "TTS_SECURE_COOKIES"),
        ("Trusted proxies in front", str(config["PROXIES"]), "TTS_PROXIES"),
        ("Signing key", "set; it is shown nowhere", "TTS_SECRET_KEY"),
        ("Largest request", f"{config['MAX_CONTENT_LENGTH'] // 1024 // 1024} MB", ""),
        ("Systems that end logic reaches", systems, "TTS_AMS, TTS_BMS_URL"),
        ("BMS is reached at", config["BMS_URL"] or "not set", "TTS_BMS_URL"),
        ("Key for BMS", "set; it is shown nowhere" if config["BMS_KEY"] else "not set", "TTS_BMS_KEY"),
        ("RabbitMQ is reached at", say_broker(config["BROKER_URL"]), "TTS_BROKER_URL"),
        (
            "Notification service",
            "tells those it knows" if config["NOTIFICATION_SERVICE"] else "none: TTS tells people itself",
            "TTS_NOTIFICATION_SERVICE",
        ),
        ("Requests a token may make", _pace(config["API_RATE"]), "TTS_API_RATE"),
        ("Networks that webhooks may call besides", _networks(config), "TTS_WEBHOOK_NETWORKS"),
        ("Mail goes through", _mail_server(config["MAIL_URL"]), "TTS_MAIL_URL"),
        ("Mail comes from", config["MAIL_FROM"] or "not set", "TTS_MAIL_FROM"),
    ]


def _pace(rate: int) -> str:
    return f"{rate:,} a minute" if rate else "without a limit"


def _networks(config: Mapping[str, Any]) -> str:
    return ", ".join(str(network) for network in config["WEBHOOK_NETWORKS"]) or "none: public addresses only"


def _mail_server(url: str | None) -> str:
    if not url:
        return "not set: no mail is sent"
    server = read_mail_url(url)
    password = "; its password is set and shown nowhere" if server.password else ""
    return f"{server.host}, port {server.port}{password}"


def log_in_facts() -> list[tuple[str, str, str]]:
    """How people come in, shaped as above; which groups give which roles is here to be read."""
    config = current_app.config
    openid: OpenIdSettings | None = config["OPENID"]
    facts = [
        ("Address of this service", config["PUBLIC_URL"] or "not set", "TTS_PUBLIC_URL"),
        ("Log-in with a password", "yes" if config["LOCAL_LOGIN"] else "no", "TTS_LOCAL_LOGIN"),
        ("OpenID provider", openid.issuer if openid else "none", "TTS_OIDC_ISSUER"),
        *(provider_facts(openid) if openid else []),
        (
            "People by SCIM",
            "set up, the token is shown nowhere" if config["SCIM_TOKENS"] else "no",
            "TTS_SCIM_TOKEN",
        ),
    ]
    if config["SCIM_TOKENS"]:
        trusted = ", ".join(sorted(config["SCIM_ADMIN_ROLES"])) or "none"
        facts.append(("Guarded roles that SCIM may give", trusted, "TTS_SCIM_ADMIN_ROLES"))
    return facts


def provider_facts(openid: OpenIdSettings) -> list[tuple[str, str, str]]:
    """What its log-ins bring with them."""
    by_name = "a group gives the role of its name" if openid.groups_claim else "log-ins give no roles"
    mapped = "; ".join(f"{group} gives {role}" for group, role in openid.groups)
    by_email = "yes, if the provider verified it" if openid.links_by_email else "no"
    secret = "set; it is shown nowhere" if openid.client_secret else "not set"
    return [
        ("What TTS is called there", openid.client_id, "TTS_OIDC_CLIENT_ID"),
        ("Secret of TTS there", secret, "TTS_OIDC_CLIENT_SECRET"),
        ("What is asked for", openid.scopes, "TTS_OIDC_SCOPES"),
        ("Claim with the groups", openid.groups_claim or "none", "TTS_OIDC_GROUPS_CLAIM"),
        ("Groups to roles", mapped if mapped and openid.groups_claim else by_name, "TTS_OIDC_GROUPS"),
        ("Accounts linked by address", by_email, "TTS_OIDC_LINK_BY_EMAIL"),
    ]


def database_facts() -> list[tuple[str, str, str]]:
    """Which database, where, and at which version of its shape; without the password, shaped as above."""
    engine = db.engine
    kinds = {"sqlite": "SQLite, in a file", "postgresql": "PostgreSQL"}
    migrated = current_revision()
    version = ".".join(str(part) for part in engine.dialect.server_version_info or ())
    return [
        ("Kind", kinds[engine.dialect.name] + (f", version {version}" if version else ""), ""),
        ("Address", engine.url.render_as_string(hide_password=True), "TTS_DATABASE_URL"),
        ("Migration", f"{migrated}{'' if migrated == newest_revision() else ', not the newest'}", ""),
        ("Instance folder", str(current_app.config["INSTANCE"]), "TTS_INSTANCE"),
    ]
