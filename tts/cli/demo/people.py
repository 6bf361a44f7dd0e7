"""The demo organisation's roles and people."""

from __future__ import annotations

import os
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.cli.refusals import Refusal
from tts.cli.terminal import OPERATOR
from tts.domain.errors import Invalid
from tts.domain.permissions import Permission
from tts.domain.words import fold
from tts.models import Role, User
from tts.services.people import NewRole, NewUser, create_role, create_user, record_leave
from tts.services.people.passwords import check_password

COMPANY = "demo.example"
AWAY = f"budget3@{COMPANY}"

ROLES = (
    NewRole("Admin", "Looks after TTS itself and may do everything.", frozenset({Permission.ADMINISTER})),
    NewRole("Agent", "First contact for requests: sorts them and checks what was done."),
    NewRole("Technician", "Diagnoses, repairs, prepares and installs."),
    NewRole(
        "Manager",
        "Decides where a decision is needed, and deals with escalations.",
        frozenset({Permission.REVIEW, Permission.REPORTS}),
    ),
    NewRole(
        "Ticket Coordinator",
        "Watches over running tickets and moves them on when they are stuck.",
        frozenset({Permission.COORDINATE, Permission.REPORTS}),
    ),
    NewRole("Analyst", "Examines budget proposals and reads the figures.", frozenset({Permission.REPORTS})),
    NewRole("Finance Admin", "Checks proposals against the budget and books them."),
    NewRole("Asset Manager", "Answers for the company's equipment."),
    NewRole("Budget Manager", "Answers for the budgets of the departments."),
)

PEOPLE = (
    ("admin", "Admin", ("Ingrid Solheim",)),
    ("agent", "Agent", ("Maya Fernandes", "Tom Whitfield", "Aiko Tanaka")),
    ("technician", "Technician", ("Daniel Okafor", "Lena Brandt", "Rafael Ortiz")),
    ("manager", "Manager", ("Claire Dubois", "Samir Haddad", "Ruth Abelson")),
    ("coordinator", "Ticket Coordinator", ("Priya Nair", "Jonas Lindqvist", "Elena Rossi")),
    ("analyst", "Analyst", ("Victor Almeida", "Grace Kim", "Piotr Nowak")),
    ("finance", "Finance Admin", ("Helen Marsh", "Diego Castillo", "Noor Rahman")),
    ("asset", "Asset Manager", ("Oliver Grant", "Fatima Zahra", "Bruno Keller")),
    ("budget", "Budget Manager", ("Simone Laurent", "Marcus Webb", "Yuki Mori")),
    ("requester", None, ("Hannah Clarke", "Luis Romero", "Amara Diallo")),
)


def chosen_password() -> str:
    """TTS_DEMO_PASSWORD, else a made-up one; a Refusal when the chosen one is too weak."""
    given = os.environ.get("TTS_DEMO_PASSWORD")
    if not given:
        return secrets.token_urlsafe(9)
    try:
        check_password(given, email=f"admin1@{COMPANY}", name="demo")
    except Invalid as weak:
        raise Refusal(f"TTS_DEMO_PASSWORD cannot be used. {weak.sentence}") from weak
    return given


def make_roles(session: Session, now: datetime) -> int:
    """Make the missing roles in their order (ids 1 to 9 in an empty database); returns how many."""
    there = set(session.scalars(sa.select(Role.name_key).where(Role.system == "tts")))
    missing = [role for role in ROLES if fold(role.name) not in there]
    for role in missing:
        create_role(session, role, actor=OPERATOR, now=now)
    return len(missing)


def make_people(session: Session, password: str, now: datetime) -> int:
    """Make the missing people with this password; returns how many."""
    there = set(session.scalars(sa.select(User.email_key).where(User.password_hash.is_not(None))))
    made = 0
    for word, role, names in PEOPLE:
        for number, name in enumerate(names, start=1):
            email = f"{word}{number}@{COMPANY}"
            if email in there:
                continue
            new = NewUser(email, name, password, role_names=[role] if role else [])
            user_id = create_user(session, new, actor=OPERATOR, now=now)
            if email == AWAY:
                back = now + timedelta(days=16)
                record_leave(session, user_id, now + timedelta(days=9), back, actor=OPERATOR, now=now)
            made += 1
    return made
