"""A SCIM client for the tests: a few words for what a company's directory sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

TOKEN = "a token of the directory, long enough for SCIM".replace(" ", "-")
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass(frozen=True)
class Directory:
    """A company's directory, with the token."""

    client: FlaskClient
    token: str = TOKEN

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """One request."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        content = {"json": body, "content_type": "application/scim+json"} if body is not None else {}
        return self.client.open(f"/scim/v2{path}", method=method, headers=headers, **content, **more)

    def hire(self, name: str, **more: Any) -> Any:
        """Make a person with an address of that name."""
        emails = [{"value": f"{name}@desk.example", "primary": True}]
        return self.send("POST", "/Users", {"schemas": [USER], "userName": name, "emails": emails, **more})

    def group(self, name: str, *members: str) -> Any:
        """Make a group."""
        body = {"schemas": [GROUP], "displayName": name, "members": [{"value": one} for one in members]}
        return self.send("POST", "/Groups", body)

    def patch(self, path: str, *operations: dict[str, Any]) -> Any:
        """Change some of it."""
        return self.send("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def find(self, kind: str, asked: str) -> list[str]:
        """The ids that a filter finds."""
        found = self.send("GET", f"/{kind}", query_string={"filter": asked})
        assert found.status_code == 200, found.text
        return [each["id"] for each in found.json.get("Resources", [])]
