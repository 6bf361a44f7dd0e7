"""Numbers in addresses that no database can hold lead nowhere, like any other that is not there."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.cast import Cast
from tts.adapters.identity import viewer_of

HUGE = 10**20


@pytest.mark.parametrize(
    "path",
    [
        f"/items/{HUGE}",
        f"/items/{HUGE}/panel",
        f"/escalations/{HUGE}/acts",
        f"/workflows/{HUGE}",
        f"/people/{HUGE}",
    ],
)
def test_a_page_of_a_number_too_large_is_not_found(client: FlaskClient, cast: Cast, path: str) -> None:
    sign_in(client, cast)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "act", ["resolution", "claim", "transfer", "hold", "resumption", "escalation", "return"]
)
def test_an_act_on_a_number_too_large_is_not_found(client: FlaskClient, cast: Cast, act: str) -> None:
    sign_in(client, cast)
    assert client.post(f"/items/{HUGE}/{act}", data={"transition": "1"}).status_code == 404


def sign_in(client: FlaskClient, cast: Cast) -> None:
    assert cast.ada.user_id is not None
    viewer = viewer_of(cast.ada.user_id)
    assert viewer is not None
    with client.session_transaction() as kept:
        kept["_user_id"] = viewer.get_id()
