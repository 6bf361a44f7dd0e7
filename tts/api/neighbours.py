"""The systems around this one, for admins: what waits for each, its credentials, what it answered."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from tts.api.contract.doors import Answer
from tts.api.contract.reading import Sent
from tts.api.contract.values import text, word_of
from tts.api.door import calling, door
from tts.api.paging import Part, list_json
from tts.api.shapes import Listed, Moment, as_json, moment_json, moment_of
from tts.api.workflow_shapes import configured_systems
from tts.clock import current_time
from tts.domain.answers import AnswerOutcome
from tts.domain.ending import NAME_OF
from tts.domain.errors import NotFound
from tts.domain.scopes import Scope
from tts.extensions import db
from tts.models import SystemCredential
from tts.queries.external import SystemState, WaitingTicket, system_states, waiting_tickets
from tts.queries.external_answers import ToldAnswer, answers_page
from tts.services.external import create_credential, revoke_credential

GROUP = "Systems"
LABEL_LENGTH = 100
OutcomeWord = Annotated[str, Field(json_schema_extra={"enum": list(AnswerOutcome)})]


class NewCredential(Sent):
    """What the credential is for, in your own words."""

    label: Annotated[str, text(LABEL_LENGTH, example="BMS, from May")] = ""


class AnswersAsked(Part):
    """Which answers are listed: by what became of them."""

    outcome: Annotated[str, word_of(["", *AnswerOutcome])] = ""


class CredentialJson(TypedDict):
    """A valid credential; itself it is never shown again."""

    credential_id: int
    label: str
    created_at: Moment
    last_used_at: Moment | None


class SystemJson(TypedDict):
    """A system, and the tickets that wait for it."""

    system: str
    name: str
    is_set_up: bool
    waiting: int
    waits_since: Moment | None
    answered_at: Moment | None
    credentials: list[CredentialJson]


class SystemsJson(TypedDict):
    """Every system."""

    results: list[SystemJson]


class CredentialMade(CredentialJson):
    """A new credential: told this once, and null to a repeated request."""

    credential: str | None


class WaitingJson(TypedDict):
    """A ticket that waits, and since when."""

    ticket_number: str
    subject: str
    since: Moment


class ToldJson(TypedDict):
    """An answer as it came, and what became of it."""

    answer_id: int
    system: str
    address: str
    at: Moment
    ticket_number: str | None
    outcome: OutcomeWord
    sentence: str
    body: Any


@door("GET", "/systems/", GROUP, gives={200: SystemsJson})
def index_systems() -> Answer:
    """See each system: whether it is set up, what waits for it, its credentials. As an admin."""
    states = system_states(db.session, calling(), configured=configured_systems())
    answer: SystemsJson = {"results": [_system_json(state) for state in states]}
    return Answer(answer)


@door("GET", "/systems/<system>/tickets/", GROUP, asks=Part, gives={200: Listed[WaitingJson]})
def index_waiting(system: str, asked: Part) -> Answer:
    """List the tickets that wait for a system, longest first, as an admin."""
    page = waiting_tickets(
        db.session,
        calling(),
        known_system(system),
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, _waiting_json))


@door("GET", "/systems/answers/", GROUP, asks=AnswersAsked, gives={200: Listed[ToldJson]})
def index_answers(asked: AnswersAsked) -> Answer:
    """List what the systems answered, newest first, and what became of it. As an admin."""
    page = answers_page(
        db.session,
        calling(),
        outcome=asked.outcome,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
        counted=True,
    )
    return Answer(list_json(page, asked, _told_json))


@door(
    "POST",
    "/systems/<system>/credentials/",
    GROUP,
    takes=NewCredential,
    gives={201: CredentialMade},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def make_credential(system: str, sent: NewCredential) -> Answer:
    """Make what a system proves itself by, as an admin; two of one system are valid at a time."""
    known = known_system(system)
    secret = create_credential(db.session, known, sent.label, actor=calling(), now=current_time())
    states = system_states(db.session, calling(), configured=configured_systems())
    newest = next(state for state in states if state.system == known).credentials[-1]
    answer: CredentialMade = {**_credential_json(newest), "credential": secret}
    return Answer(answer, 201, kept={**answer, "credential": None})


@door(
    "DELETE",
    "/systems/credentials/<int:credential_id>/",
    GROUP,
    gives={204: None},
    scope=Scope.PEOPLE,
    refuses=[409],
)
def delete_credential(credential_id: int) -> Answer:
    """Make a credential void for good, as an admin: calls with it are refused from now on."""
    revoke_credential(db.session, credential_id, actor=calling(), now=current_time())
    return Answer(status=204)


def known_system(name: str) -> str:
    """The name, if a system has it; raises NotFound."""
    if name not in NAME_OF:
        raise NotFound(f"There is no such system: there are {', '.join(NAME_OF)}.")
    return name


def _system_json(state: SystemState) -> SystemJson:
    return {
        "system": state.system,
        "name": state.name,
        "is_set_up": state.is_configured,
        "waiting": state.waiting,
        "waits_since": moment_json(state.waits_since),
        "answered_at": moment_json(state.answered_at),
        "credentials": [_credential_json(row) for row in state.credentials],
    }


def _credential_json(row: SystemCredential) -> CredentialJson:
    return {
        "credential_id": row.id,
        "label": row.label,
        "created_at": moment_of(row.created_at),
        "last_used_at": moment_json(row.last_used_at),
    }


def _waiting_json(row: WaitingTicket) -> WaitingJson:
    return {"ticket_number": row.number, "subject": row.subject, "since": moment_of(row.since)}


def _told_json(row: ToldAnswer) -> ToldJson:
    return {
        "answer_id": row.id,
        "system": row.system,
        "address": row.door,
        "at": moment_of(row.at),
        "ticket_number": row.ticket_number,
        "outcome": row.outcome,
        "sentence": row.sentence,
        "body": as_json(row.body),
    }
