"""Other systems that call, each with a credential of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.desk import Desk

DOORS = ("/tickets/asset/approve/", "/tickets/asset/approve/bulk/", "/external/resolve/")


class Peer:
    """A system that calls with its credential."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read."""
        return self.client.get(f"/api{path}", headers={"X-API-Key": self.secret, **headers})

    def post(self, path: str, body: Any, *, key: str | None = None) -> TestResponse:
        """Answer, with an Idempotency-Key if one is given."""
        headers = {"X-API-Key": self.secret} | ({} if key is None else {"Idempotency-Key": key})
        return self.client.post(f"/api{path}", json=body, headers=headers)

    def post_raw(self, path: str, data: bytes, kind: str = "application/json") -> TestResponse:
        """Answer with any bytes."""
        headers = {"X-API-Key": self.secret, "Content-Type": kind}
        return self.client.post(f"/api{path}", data=data, headers=headers)


Open = Callable[[Desk, str], Peer]
