"""The service itself, for admins: what is in force, and how its background work stands."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated, Any

from flask import current_app
from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.door import calling, door
from tts.api.item_bodies import Nothing
from tts.api.shapes import Duration, Moment, duration_json, moment_json, moment_of
from tts.clock import current_time
from tts.domain.permissions import Permission
from tts.extensions import db
from tts.models import Worker
from tts.queries.workers import Attendance, postponed_tasks, standing_now, workers_not_stopped
from tts.schema import current_revision, newest_revision
from tts.services.workers import retry_task

GROUP = "Service"
AttendanceWord = Annotated[str, Field(json_schema_extra={"enum": list(Attendance)})]


class DatabaseJson(TypedDict):
    """Which database, and at which version of its shape."""

    kind: str
    migration: str | None
    is_newest: bool


class SettingsJson(TypedDict):
    """What is in force; of secrets only that they are set."""

    version: str
    time_zone: str
    public_url: str | None
    systems: list[str]
    bms_url: str | None
    has_broker: bool
    sends_mail: bool
    mail_from: str | None
    local_login: bool
    openid_issuer: str | None
    takes_scim: bool
    requests_a_minute: int
    database: DatabaseJson


class WorkerJson(TypedDict):
    """One worker that runs, or fell silent."""

    name: str
    started_at: Moment
    seen_at: Moment
    swept_at: Moment | None
    lateness: Duration | None
    marked: int
    delivered: int
    failed: int


class PostponedJson(TypedDict):
    """A ticket whose clocks could not be worked on, and when that is tried again."""

    task_id: int
    ticket_number: str
    subject: str
    reason: str
    times: int
    since: Moment
    retry_at: Moment


class StandingJson(TypedDict):
    """How the background work stands."""

    attendance: AttendanceWord
    swept_at: Moment | None
    due: int
    due_since: Moment | None
    postponed: int
    workers: list[WorkerJson]
    results: list[PostponedJson]


@door("GET", "/settings/", GROUP, gives={200: SettingsJson})
def show_settings() -> Answer:
    """See what is in force here, as an admin; whoever runs the service changes it."""
    calling().require(Permission.ADMINISTER)
    config, migrated = current_app.config, current_revision()
    openid = config["OPENID"]
    answer: SettingsJson = {
        "version": version("tts"),
        "time_zone": config["TIME_ZONE"],
        "public_url": config["PUBLIC_URL"] or None,
        "systems": sorted(config["CONFIGURED_SYSTEMS"]),
        "bms_url": config["BMS_URL"] or None,
        "has_broker": bool(config["BROKER_URL"]),
        "sends_mail": bool(config["MAIL_URL"]),
        "mail_from": config["MAIL_FROM"] or None,
        "local_login": bool(config["LOCAL_LOGIN"]),
        "openid_issuer": openid.issuer if openid else None,
        "takes_scim": bool(config["SCIM_TOKENS"]),
        "requests_a_minute": config["API_RATE"],
        "database": {
            "kind": db.engine.dialect.name,
            "migration": migrated,
            "is_newest": migrated == newest_revision(),
        },
    }
    return Answer(answer)


@door("GET", "/worker/", GROUP, gives={200: StandingJson})
def show_worker() -> Answer:
    """See who works in the background, what is due, what failed and is tried again. As an admin."""
    calling().require(Permission.ADMINISTER)
    return Answer(_standing())


@door("POST", "/worker/postponed/<int:task_id>/retry/", GROUP, takes=Nothing, gives={200: StandingJson})
def retry_postponed(task_id: int, sent: Nothing) -> Answer:
    """Let the next sweep try a postponed task, as an admin, instead of at its own time."""
    retry_task(db.session, task_id, actor=calling(), now=current_time())
    return Answer(_standing())


def _standing() -> StandingJson:
    standing = standing_now(db.session, now=current_time())
    return {
        "attendance": standing.attendance.value,
        "swept_at": moment_json(standing.swept_at),
        "due": standing.due,
        "due_since": moment_json(standing.due_since),
        "postponed": standing.postponed,
        "workers": [_worker_json(row) for row in workers_not_stopped(db.session)],
        "results": [_postponed_json(row) for row in postponed_tasks(db.session)],
    }


def _worker_json(row: Worker) -> WorkerJson:
    return {
        "name": row.name,
        "started_at": moment_of(row.started_at),
        "seen_at": moment_of(row.seen_at),
        "swept_at": moment_json(row.swept_at),
        "lateness": duration_json(row.lateness),
        "marked": row.marked,
        "delivered": row.delivered,
        "failed": row.failed,
    }


def _postponed_json(row: Any) -> PostponedJson:
    return {
        "task_id": row.task_id,
        "ticket_number": row.number,
        "subject": row.subject,
        "reason": row.reason,
        "times": row.times,
        "since": moment_of(row.first_at),
        "retry_at": moment_of(row.retry_at),
    }
