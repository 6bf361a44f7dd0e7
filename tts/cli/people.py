"""`tts user` and `tts token`: the first people, and keys for programs."""

from __future__ import annotations

import secrets
import sys
from datetime import timedelta

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tts.cli.database import open_database
from tts.cli.refusals import Refusal
from tts.cli.terminal import OPERATOR
from tts.clock import current_time
from tts.domain.permissions import Permission
from tts.domain.scopes import EVERY_SCOPE, Scope, read_scopes
from tts.domain.words import fold
from tts.models import Role, User
from tts.services.people import NewRole, NewToken, NewUser, create_role, create_token, create_user


@click.group()
def user() -> None:
    """Make people who can log in."""


@user.command("create")
@click.argument("email")
@click.option("--name", help="The person's name; without it the address stands for it.")
@click.option("--password", help="Without it one is asked for, or made up where nobody can be asked.")
@click.option("--role", "roles", multiple=True, help="A role by name; give the option again for more.")
@click.option(
    "--admin", is_flag=True, help="Give the role that may do everything, making it if there is none."
)
def create_person(
    email: str, name: str | None, password: str | None, roles: tuple[str, ...], admin: bool
) -> None:
    """Make the person with the address EMAIL."""
    chosen, is_made_up = _choose_password(password)
    with open_database() as session:
        now = current_time()
        names = [*roles, *([_admin_role(session)] if admin else [])]
        new = NewUser(email, name or email.partition("@")[0], chosen, role_names=names)
        create_user(session, new, actor=OPERATOR, now=now)
    having = f" with the role{'s' if len(names) > 1 else ''} {', '.join(names)}" if names else ""
    click.echo(f"Made {new.name} <{email}>{having}.")
    if is_made_up:
        click.echo(f"The password is {chosen}; it is shown this once and kept nowhere.")


@click.group()
def token() -> None:
    """Make keys with which programs use the API."""


@token.command("create")
@click.argument("email")
@click.option("--name", default="Made on the command line", help="What the token is for, to know it by.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may be used for; give the option again for more. Without it, everything.",
)
@click.option("--days", type=click.IntRange(1, 1800), help="After how many days it ends; without it, never.")
def print_token(email: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token that acts as the person EMAIL, and print it alone."""
    with open_database() as session:
        user_id = session.scalar(sa.select(User.id).where(User.email_key == fold(email)))
        if user_id is None:
            raise Refusal(f"Nobody has the address {email}: make the person with 'tts user create' first.")
        now = current_time()
        expires_at = now + timedelta(days=days) if days else None
        new = NewToken(name, read_scopes(scopes) or EVERY_SCOPE, expires_at)
        click.echo(create_token(session, user_id, new, actor=OPERATOR, now=now).token)


def _choose_password(given: str | None) -> tuple[str, bool]:
    if given is not None:
        return given, False
    if sys.stdin.isatty():
        asked: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return asked, False
    return secrets.token_urlsafe(12), True


def _admin_role(session: Session) -> str:
    """The name of the first active role that may do everything; made where there is none."""
    found = sa.select(Role.name).where(Role.is_admin, Role.is_active).order_by(Role.id).limit(1)
    name = session.scalar(found)
    if name is None:
        name = "Admin"
        new = NewRole(name, "May do everything.", frozenset({Permission.ADMINISTER}))
        create_role(session, new, actor=OPERATOR, now=current_time())
    return name
