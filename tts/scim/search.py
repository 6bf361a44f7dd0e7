"""Searching: a simple equality is asked of the database with a bound value, the rest is matched here."""

from __future__ import annotations

from typing import Any, Union

import sqlalchemy as sa
from scim2_models import Resource, ScimFilter, SearchRequest
from scim2_models.path import CompareOperator, Comparison
from scim2_server.storage import SearchPage
from scim2_server.utils import parametrize

from tts.queries.scim import AnySession, count_people, count_roles, person_is, role_is, see_people, see_roles
from tts.scim.groups import show_role
from tts.scim.people import show_person
from tts.scim.reading import is_plain
from tts.scim.schemas import Group, User

Shown = list[Resource[Any]]


def search(session: AnySession, kinds: list[str], asked: SearchRequest[Any]) -> SearchPage:
    """One page of the people or roles, or of both; without a filter the database counts and pages."""
    start, count = asked.start_index_0 or 0, asked.count
    if asked.filter is None and asked.sort_by is None and len(kinds) == 1:
        total = count_people(session) if kinds == ["User"] else count_roles(session)
        return SearchPage(total, see(session, kinds[0], offset=start, limit=count))
    value = equality(asked.filter)
    found: Shown = []
    for kind in kinds:
        found += see(session, kind, value)
    found = sort(match(found, asked.filter), asked)
    return SearchPage(len(found), found[start:] if count is None else found[start : start + count])


def see(
    session: AnySession,
    kind: str,
    equal: tuple[str, str] | None = None,
    *,
    offset: int = 0,
    limit: int | None = None,
) -> Shown:
    """The people or roles that may equal, as SCIM says them."""
    if kind == "User":
        one = narrow(person_is(*equal) if equal else None)
        return [show_person(each) for each in see_people(session, *one, offset=offset, limit=limit)]
    one = narrow(role_is(*equal) if equal else None)
    return [show_role(each) for each in see_roles(session, *one, offset=offset, limit=limit)]


def narrow(condition: sa.ColumnElement[bool] | None) -> list[sa.ColumnElement[bool]]:
    """As conditions of a query."""
    return [] if condition is None else [condition]


def equality(asked: ScimFilter[Any] | None) -> tuple[str, str] | None:
    """(attribute, value) of a filter such as `userName eq "ada"`; None for every other one."""
    node = asked.ast if asked is not None else None
    if not isinstance(node, Comparison) or node.op != CompareOperator.eq or not isinstance(node.value, str):
        return None
    if node.attr_path.sub_attr or not is_plain(node.value):
        return None
    return node.attr_path.attr.casefold(), node.value


def match(found: Shown, asked: ScimFilter[Any] | None) -> Shown:
    """Those that the filter matches; an attribute that one kind lacks matches none of it."""
    if asked is None or not found:
        return found
    if not asked.models:
        asked = parametrize(ScimFilter, Union[User, Group])(str(asked))  # noqa: UP007
    return [each for each in found if asked.match(each)]


def sort(found: Shown, asked: SearchRequest[Any]) -> Shown:
    """By the value asked for, those without one last; ties by the order of ids."""
    if asked.sort_by is None:
        return found
    keyed = [(asked.sort_value(each), each) for each in found]
    held = [pair for pair in keyed if pair[0] is not None]
    held.sort(key=lambda pair: pair[0], reverse=asked.sort_order == SearchRequest.SortOrder.descending)
    return [each for _, each in held] + [each for value, each in keyed if value is None]
