"""Why a system outside cannot be reached, in words instead of a library's own."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

from tts.adapters.letter import one_line

LONGEST = 300
NO_TLS = ("WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "RECORD_LAYER_FAILURE")


def say_fault(error: BaseException, longest: int = LONGEST) -> str:
    """What kept us from it: the cause, however many errors a library put around it."""
    known = next(filter(None, map(_say_known, _around(error))), None)
    return known or one_line(_own_words(error) or str(error), longest) or type(error).__name__


def _own_words(error: BaseException) -> str | None:
    """What a broker itself said, without the numbers that the library for AMQP puts around it."""
    said = (getattr(one, "reply_text", None) for one in _around(error))
    return next((str(words) for words in said if words), None)


def _around(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _say_known(error: BaseException) -> str | None:
    match error:
        case ConnectionRefusedError():
            return "connection refused, nothing listens at that address and port"
        case socket.gaierror():
            return "no address is known of that name"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted ({one_line(error.verify_message, 120)})"
        case ssl.SSLError() if error.reason in NO_TLS:
            return "it does not speak TLS at that port"
        case ConnectionResetError() | BrokenPipeError():
            return "it broke off the connection"
        case TimeoutError():
            return "no answer came in time"
    return None
