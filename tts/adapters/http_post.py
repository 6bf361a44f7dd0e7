"""One POST of JSON to a system outside: in bounded time, with a bounded answer, to that address alone."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from urllib.parse import urlsplit

TIMEOUT = 10.0
MOST_READ = 64 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, and the beginning of the text."""

    status: int
    text: str


def post_json(
    url: str, body: Mapping[str, object], headers: Mapping[str, str], *, timeout: float = TIMEOUT
) -> Reply:
    """Send it and read the answer, within `timeout` seconds of connecting; no redirect is ever followed.

    Raises OSError for a system that does not answer in time, as it should, or at all.
    """
    sent = json.dumps(body, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    line = open_line(url, timeout)
    try:
        line.connect()
        with deadline(line.sock, timeout):
            return _exchange(line, urlsplit(url).path, sent, {"Content-Type": "application/json", **headers})
    except http.client.HTTPException as error:
        raise OSError(f"no answer of HTTP came ({type(error).__name__})") from error
    finally:
        line.close()


def _exchange(line: http.client.HTTPConnection, path: str, sent: bytes, headers: Mapping[str, str]) -> Reply:
    line.request("POST", path, sent, dict(headers))
    answer = line.getresponse()
    text = answer.read(MOST_READ).decode("utf-8", "replace")
    return Reply(answer.status, text)


def open_line(url: str, timeout: float) -> http.client.HTTPConnection:
    """A connection to that address, not connected yet."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout, context=trusted)
    return http.client.HTTPConnection(host, port, timeout=timeout)


@contextmanager
def deadline(line: socket.socket, timeout: float) -> Iterator[None]:
    """Hang up when the time is over: a peer that dribbles never lets a read time out by itself."""
    hung_up = False

    def hang_up() -> None:
        nonlocal hung_up
        hung_up = True
        _shut(line)

    timer = Timer(timeout, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if hung_up:
            raise TimeoutError(f"no whole answer within {timeout:.2g} seconds")


def _shut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        line.close()
