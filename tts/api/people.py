"""Roles and people, as the caller may see them."""

from __future__ import annotations

from typing import Annotated

from tts.api.contract.doors import Answer
from tts.api.contract.values import number_in_address, words_in_address
from tts.api.door import calling, door
from tts.api.paging import Part, list_json
from tts.api.people_shapes import RoleRowJson, UserRowJson, role_row_json, user_row_json
from tts.api.shapes import Listed
from tts.extensions import db
from tts.queries.directory import list_people, list_roles


class PeopleAsked(Part):
    """Which people are listed: by words in name or address, or by a role they have."""

    search: Annotated[str, words_in_address()] = ""
    role_id: Annotated[int | None, number_in_address(largest=2**31 - 1, default=None)] = None


@door("GET", "/roles/", "Roles", asks=Part, gives={200: Listed[RoleRowJson]})
def index_roles(asked: Part) -> Answer:
    """List the active roles; people without any role see none."""
    page = list_roles(db.session, calling(), cursor=asked.cursor, size=asked.size, offset=asked.offset)
    return Answer(list_json(page, asked, role_row_json))


@door("GET", "/users/", "People", asks=PeopleAsked, gives={200: Listed[UserRowJson]})
def index_users(asked: PeopleAsked) -> Answer:
    """List the active people by name; people without any role see themselves alone."""
    page = list_people(
        db.session,
        calling(),
        search=asked.search,
        role_id=asked.role_id,
        cursor=asked.cursor,
        size=asked.size,
        offset=asked.offset,
    )
    return Answer(list_json(page, asked, user_row_json))
