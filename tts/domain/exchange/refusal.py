"""Why a file cannot be taken in: every reason at once."""

from __future__ import annotations

from collections.abc import Sequence

from tts.domain.errors import Invalid

MOST_REASONS = 100


class FileRefused(Invalid):
    """The file cannot become a workflow as it stands; `reasons` has a sentence for each place in it."""

    title = "This file cannot be taken in"

    def __init__(self, reasons: Sequence[str]) -> None:
        more = len(reasons) - 1
        rest = f" There {'is' if more == 1 else 'are'} {more:,} more." if more else ""
        super().__init__(f"{reasons[0]}{rest}", {"text": reasons[0]})
        self.reasons = tuple(reasons[:MOST_REASONS])
