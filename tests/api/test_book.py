"""The API describes itself: one document for programs, and the same as a page for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tts.api.contract.doors import DOORS
from tts.api.contract.openapi import address_of

OF_SYSTEMS = {address_of(door) for door in DOORS if door.systems}


def operations(client: FlaskClient) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every method of every address, as the document has it."""
    for address, found in client.get("/api/openapi.json").get_json()["paths"].items():
        for method, operation in found.items():
            yield method.upper(), address, operation


def test_the_document_is_openapi_3_1_and_new_only_when_it_changed(client: FlaskClient) -> None:
    answer = client.get("/api/openapi.json")
    assert answer.get_json()["openapi"] == "3.1.0"
    again = client.get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_every_address_of_the_api_is_in_the_document_and_no_other(app: Flask, client: FlaskClient) -> None:
    known = {(method, address) for method, address, _ in operations(client)}
    doors = ("api.", "systems_api.")
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(doors)]
    assert len(known) == len(DOORS) == len(rules)
    assert known == {(door.method, address_of(door)) for door in DOORS}


def test_every_post_takes_a_key_and_every_get_of_people_an_etag(client: FlaskClient) -> None:
    for method, address, operation in operations(client):
        headers = {one["name"] for one in operation["parameters"] if one["in"] == "header"}
        is_tagged = method == "GET" and address not in OF_SYSTEMS
        assert ("Idempotency-Key" in headers) == (method == "POST"), address
        assert ("If-None-Match" in headers) == is_tagged, address


def test_every_door_says_what_it_does_and_which_scope_or_credential_it_takes(client: FlaskClient) -> None:
    for _, address, operation in operations(client):
        assert operation["summary"].endswith("."), address
        said = "Takes the credential of " if address in OF_SYSTEMS else "Takes the scope `"
        assert said in operation["description"], address
        assert ("security" in operation) == (address in OF_SYSTEMS), address


def test_the_page_tells_of_every_door_with_a_call_to_try(client: FlaskClient) -> None:
    page = client.get("/api/")
    assert page.status_code == 200
    for method, address, operation in operations(client):
        assert f'id="{operation["operationId"]}"' in page.text
        assert f"A call of {method} {address}" in page.text
    assert "style=" not in page.text
    assert "$DESK/api/tickets/&#34;" in page.text
