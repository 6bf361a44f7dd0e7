"""scim2-tester, whole: whatever it can think of is answered as the RFCs want it."""

from __future__ import annotations

from flask import Flask
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from tests.scim_client import TOKEN


def test_scim2_tester_finds_nothing_wrong(app: Flask) -> None:
    client = WSGISCIMClient(
        app, base_url="http://localhost/scim/v2", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    results = check_server(client)
    wrong = [
        (result.title, result.reason)
        for result in results
        if result.status in (Status.ERROR, Status.CRITICAL, Status.DEVIATION)
    ]
    assert not wrong, "\n".join(str(one) for one in wrong)
    assert len([result for result in results if result.status is Status.SUCCESS]) > 50
