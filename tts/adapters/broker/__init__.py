"""RabbitMQ: what other systems send us by it, and what goes out to them.

Celery, which brings the wire protocol, is an extra: nothing of it is loaded before TTS_BROKER_URL asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def probe(config: Mapping[str, Any]) -> str | None:
    """Whether the broker answers, within three seconds: None if it does, else a sentence why not."""
    url = config.get("BROKER_URL")
    if not url:
        return "TTS_BROKER_URL is not set."
    from tts.adapters.broker.line import BrokerAway, open_line

    try:
        open_line(url, timeout=3).close()
    except BrokerAway as error:
        return error.reason
    return None
