"""The courier of BMS: hands in budget proposals, and brings its refusals back in its own words."""

from __future__ import annotations

import json

from tts.adapters.fault_words import say_fault
from tts.adapters.http_post import TIMEOUT, Reply, post_json
from tts.adapters.letter import one_line
from tts.services.outbox import ClaimedMessage, Deferred, DeliveryFailure, Undeliverable, Unreachable, Unsent

PATH = "/external-budget-proposals/"
LARGEST = 1024 * 1024
LONGEST_WORDS = 440
NOT_NOW = (408, 425, 429)
NOT_OURS = {
    401: "it does not accept our key: set TTS_BMS_KEY",
    403: "it does not let our key in: set TTS_BMS_KEY",
    404: "nothing is at that address: set TTS_BMS_URL",
    405: "nothing takes proposals at that address: set TTS_BMS_URL",
}
"""What is the fault of our settings, and of no proposal: trying again helps once they are right."""


class BmsCourier:
    """Delivers rows with the destination “bms”: the payload is the body, the key makes it known again."""

    def __init__(self, url: str, key: str, *, timeout: float = TIMEOUT) -> None:
        self.url, self.key, self.timeout = url + PATH, key, timeout

    def send(self, message: ClaimedMessage) -> None:
        """Hand one proposal in; raises Undeliverable, Unsent, Deferred or Unreachable."""
        size = len(json.dumps(message.payload, ensure_ascii=False).encode("utf-8", "replace"))
        if size > LARGEST:
            raise Unsent(f"The proposal is {size:,} bytes long: more than {LARGEST:,} are never sent.")
        headers = {"X-API-Key": self.key, "Idempotency-Key": message.key, "Accept": "application/json"}
        try:
            reply = post_json(self.url, message.payload, headers, timeout=self.timeout)
        except OSError as error:
            raise Unreachable(f"BMS cannot be reached: {say_fault(error)}") from error
        failure = read_reply(reply)
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Nothing is kept open."""


def bms_courier(url: str | None, key: str) -> BmsCourier | None:
    """The courier that BMS_URL and BMS_KEY ask for; None where BMS is not set up."""
    return BmsCourier(url, key) if url else None


def read_reply(reply: Reply) -> DeliveryFailure | None:
    """Why a proposal was not taken, and whether trying again may help; None when it was."""
    status, said = reply.status, words_of(reply)
    if 200 <= status < 300:
        return None
    if status in NOT_OURS:
        return Unreachable(f"BMS answered {status}: {NOT_OURS[status]}. {said}".strip())
    if status in NOT_NOW:
        return Deferred(f"BMS answered {status}, not now. {said}".strip())
    if 400 <= status < 500:
        return Undeliverable(said or f"BMS answered {status} and said nothing.")
    if 300 <= status < 400:
        return Unreachable(f"BMS answered {status} and sends us elsewhere, where TTS does not go.")
    return Unreachable(f"BMS answered {status}. {said}".strip())


def words_of(reply: Reply) -> str:
    """What BMS says, on one line: of JSON each text with the names before it, else the text itself."""
    try:
        said = "; ".join(_tell(json.loads(reply.text)))
    except (ValueError, RecursionError):
        said = reply.text
    return one_line(said, LONGEST_WORDS)


def _tell(value: object, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [
            line
            for key, inner in value.items()
            for line in _tell(inner, f"{name}.{key}" if name else str(key))
        ]
    if isinstance(value, list):
        is_plain = all(isinstance(inner, str) for inner in value)
        if is_plain:
            return [f"{name}: {' '.join(value)}" if name else " ".join(value)] if value else []
        return [
            line for place, inner in enumerate(value, 1) for line in _tell(inner, f"{name} {place}".strip())
        ]
    if value is None or value == "":
        return []
    return [f"{name}: {value}" if name else str(value)]
