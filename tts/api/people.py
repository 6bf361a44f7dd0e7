"""Roles and people, as the caller may see them."""

from __future__ import annotations

from flask import Response, jsonify, request

from tts.api.door import api, calling
from tts.api.paging import page_json, read_page, read_word
from tts.domain.errors import Invalid
from tts.extensions import db
from tts.queries.directory import count_people, count_roles, list_people, list_roles


@api.get("/roles/")
def index_roles() -> Response:
    """Rows {role_id, name, members}: active roles, each with the number of its active people."""
    page = read_page()
    rows = list_roles(db.session, calling(), limit=page.size, offset=page.offset)
    results = [
        {"role_id": row.id, "name": row.name, "description": row.description, "members": row.members}
        for row in rows
    ]
    return jsonify(page_json(results, count_roles(db.session, calling()), page))


@api.get("/users/")
def index_users() -> Response:
    """Rows {user_id, name, email, roles}: active people, narrowed by `search` and `role_id`."""
    page, search, role_id = read_page(), read_word("search"), _read_role()
    rows = list_people(
        db.session, calling(), search=search, role_id=role_id, limit=page.size, offset=page.offset
    )
    results = [
        {"user_id": row.id, "name": row.name, "email": row.email, "roles": list(row.roles)} for row in rows
    ]
    return jsonify(
        page_json(results, count_people(db.session, calling(), search=search, role_id=role_id), page)
    )


def _read_role() -> int | None:
    text = request.args.get("role_id", "")
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("“role_id” must be the number of a role.", {"role_id": "Not a number."})
    return int(text) if text else None
