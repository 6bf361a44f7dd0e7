"""Who may open a page: sign-in, permissions, and what every page's frame knows of its viewer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from flask import Flask, Response, g, redirect, request, url_for
from flask_login import current_user

from tts.adapters.identity import Viewer, login_manager
from tts.domain.permissions import Actor, Permission

Call = ParamSpec("Call")
Result = TypeVar("Result")


def viewer() -> Viewer | None:
    """The signed-in person of this request, if any; nobody once the database failed to answer."""
    if g.get("is_without_database"):
        return None
    return cast(Viewer, current_user) if current_user.is_authenticated else None


def acting() -> Actor:
    """The signed-in person as an Actor; only behind `signed_in` or `requires`."""
    return cast(Viewer, current_user).actor


def signed_in(view: Callable[Call, Result]) -> Callable[Call, Result | Response]:
    """Send strangers to the log-in page, and back here afterwards."""

    @functools.wraps(view)
    def guarded(*args: Call.args, **kwargs: Call.kwargs) -> Result | Response:
        if not current_user.is_authenticated:
            return ask_to_log_in()
        return view(*args, **kwargs)

    return guarded


def requires(
    *permissions: Permission,
) -> Callable[[Callable[Call, Result]], Callable[Call, Result | Response]]:
    """Open to people with one of `permissions`; raises NotPermitted for others who are signed in."""

    def decorate(view: Callable[Call, Result]) -> Callable[Call, Result | Response]:
        @signed_in
        @functools.wraps(view)
        def guarded(*args: Call.args, **kwargs: Call.kwargs) -> Result:
            if not any(acting().may(permission) for permission in permissions):
                acting().require(permissions[0])
            return view(*args, **kwargs)

        return guarded

    return decorate


def ask_to_log_in() -> Response:
    """To the log-in page; htmx follows by loading the whole page, not by swapping a form into a row."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    address = url_for("auth.log_in", next=back or None)
    if request.headers.get("HX-Request") == "true":
        return Response(status=204, headers={"HX-Redirect": url_for("auth.log_in")})
    return cast(Response, redirect(address))


def safe_return(address: str | None) -> str:
    """Where to go after log-in: a path of this site, never another host (no open redirect)."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return url_for("home.show")
    if any(ord(character) < 32 or character == "\\" for character in address):
        return url_for("home.show")
    return address


def bind_access(app: Flask) -> None:
    """Sessions for the app."""
    login_manager.init_app(app)
    login_manager.unauthorized_handler(ask_to_log_in)
