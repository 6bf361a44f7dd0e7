"""Settings of the API: how many requests a minute one token may make."""

from __future__ import annotations

from collections.abc import Mapping

USUAL_RATE = 1_200
LARGEST_RATE = 1_000_000


def api_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """API_RATE, from TTS_API_RATE; 0 is no limit. Raises ValueError with a sentence for anything else."""
    text = environment.get("TTS_API_RATE") or str(USUAL_RATE)
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= LARGEST_RATE and len(text) < 8):
        raise ValueError(
            f"TTS_API_RATE is “{text[:60]}”: write how many requests a minute a token may make, such as"
            f" {USUAL_RATE}, or 0 for no limit."
        )
    return {"API_RATE": int(text)}
