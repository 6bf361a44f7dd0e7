"""Settings of webhooks: which networks that are not public they may call."""

from __future__ import annotations

from collections.abc import Mapping

from tts.domain.outside_address import read_networks


def webhook_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """WEBHOOK_NETWORKS of Flask's configuration; raises ValueError with a sentence."""
    return {"WEBHOOK_NETWORKS": read_networks(environment.get("TTS_WEBHOOK_NETWORKS", ""))}
