"""The pages: HTML blueprints with views of a few lines."""

from __future__ import annotations

from flask import Blueprint, Flask

from tts.web.access import bind_access
from tts.web.assets import bind_assets
from tts.web.errors import bind_errors
from tts.web.frame import bind_frame
from tts.web.security import bind_security_headers


def register_web(app: Flask) -> None:
    """Hang every page's blueprint into the app."""
    bind_access(app)
    bind_assets(app)
    bind_frame(app)
    bind_errors(app)
    bind_security_headers(app)
    for page in list_pages():
        app.register_blueprint(page)


def list_pages() -> list[Blueprint]:
    """Every page's blueprint, one line each."""
    from tts.web.auth import auth
    from tts.web.designer import designer
    from tts.web.escalations import escalations
    from tts.web.events import events
    from tts.web.forgotten import forgotten
    from tts.web.health import health
    from tts.web.home import home
    from tts.web.inbound import inbound
    from tts.web.inbox import inbox
    from tts.web.integrations import integrations
    from tts.web.item_acts import item_acts
    from tts.web.items import items
    from tts.web.movings import movings
    from tts.web.notifications import notifications
    from tts.web.openid import openid
    from tts.web.outbox import outbox
    from tts.web.own_page import own_page
    from tts.web.people import people
    from tts.web.people_person import person
    from tts.web.people_roles import people_roles
    from tts.web.proposal import proposals
    from tts.web.search import search
    from tts.web.settings import settings
    from tts.web.systems import systems
    from tts.web.ticket_acts import ticket_acts
    from tts.web.ticket_graph import ticket_graph
    from tts.web.tickets import tickets
    from tts.web.tokens import tokens
    from tts.web.trial import trial
    from tts.web.unmatched import unmatched
    from tts.web.version_comparison import comparison
    from tts.web.webhook_acts import webhook_acts
    from tts.web.webhooks import webhooks
    from tts.web.worker import worker
    from tts.web.workflow_calendar import calendars
    from tts.web.workflow_files import files
    from tts.web.workflow_moves import moves
    from tts.web.workflow_page import overview
    from tts.web.workflow_saves import saves
    from tts.web.workflow_tables import tables
    from tts.web.workflow_versions import versions
    from tts.web.workflows import workflows

    return [
        health,
        auth,
        openid,
        forgotten,
        home,
        inbox,
        items,
        item_acts,
        tickets,
        workflows,
        files,
        overview,
        moves,
        movings,
        saves,
        calendars,
        comparison,
        versions,
        tables,
        designer,
        trial,
        ticket_acts,
        ticket_graph,
        escalations,
        search,
        people,
        people_roles,
        person,
        own_page,
        tokens,
        events,
        unmatched,
        settings,
        outbox,
        inbound,
        systems,
        proposals,
        integrations,
        webhooks,
        webhook_acts,
        worker,
        notifications,
    ]
