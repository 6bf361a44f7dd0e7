"""A POST to an address that somebody wrote down: never into the house, whatever its name leads to.

The name is looked up once, every address it has is checked, and the connection is made to a checked one: a
name that changes its mind in between leads nowhere else. TLS and Host keep the name. A redirect is a new
address, checked as the first. No proxy of the environment is asked.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urljoin

from tts.adapters.http_post import deadline
from tts.adapters.resolve import Resolve, resolve_name
from tts.domain.errors import Invalid
from tts.domain.outside_address import Network, OutsideUrl, read_outside_url, refuse_address

TIMEOUT = 10.0
MOST_READ = 16 * 1024
MOST_REDIRECTS = 3
MOST_TRIED = 3
FOLLOWED = (307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the beginning of the text, and where a redirect leads."""

    status: int
    text: str
    location: str = ""


@dataclass(frozen=True, slots=True)
class GuardedPost:
    """How to call outside: the networks of the house that may be called, and how names are looked up."""

    networks: Sequence[Network] = ()
    timeout: float = TIMEOUT
    resolve: Resolve = resolve_name
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send it, and follow up to three redirects that keep it a POST.

        Raises Invalid for an address that must not be called, OSError for one that does not answer in time.
        """
        ends_at = time.monotonic() + self.timeout
        url = read_outside_url(address, self.networks)
        for left in range(MOST_REDIRECTS, -1, -1):
            answer = self._post_once(url, body, headers, ends_at)
            if answer.status not in FOLLOWED or not answer.location or not left:
                break
            address = urljoin(address, answer.location)
            following = read_outside_url(address, self.networks)
            if url.is_tls and not following.is_tls:
                raise Invalid("The address sends on to one without encryption.")
            url = following
        return answer

    def addresses_of(self, url: OutsideUrl) -> list[str]:
        """Where that leads, every address checked; raises Invalid if one of them is out of reach, OSError."""
        names = [str(url.literal)] if url.literal else self.resolve(url.host, url.port)
        if not names:
            raise OSError("its name has no address")
        for name in names:
            refuse_address(ip_address(name), self.networks, is_tls=url.is_tls)
        return list(names)

    def _post_once(self, url: OutsideUrl, body: bytes, headers: Mapping[str, str], ends_at: float) -> Answer:
        addresses = self.addresses_of(url)
        line = _connect(addresses, url.port, ends_at)
        if url.is_tls:
            line = self.trusted.wrap_socket(line, server_hostname=url.host, do_handshake_on_connect=False)
        with line, deadline(line, _left(ends_at)):
            if isinstance(line, ssl.SSLSocket):
                line.do_handshake()
            return _exchange(line, url, body, headers)


def _connect(addresses: Sequence[str], port: int, ends_at: float) -> socket.socket:
    """A connection to the first address that takes one."""
    fault: OSError = OSError("it has no address")
    for address in addresses[:MOST_TRIED]:
        try:
            return socket.create_connection((address, port), timeout=_left(ends_at))
        except OSError as error:
            fault = error
    raise fault


def _left(ends_at: float) -> float:
    left = ends_at - time.monotonic()
    if left <= 0:
        raise TimeoutError("no whole answer came in time")
    return left


def _exchange(line: socket.socket, url: OutsideUrl, body: bytes, headers: Mapping[str, str]) -> Answer:
    talk = http.client.HTTPConnection(url.host, url.port)
    talk.sock, talk.auto_open = line, 0
    try:
        talk.request("POST", url.target, body, {**headers, "Host": _host_header(url), "Connection": "close"})
        reply = talk.getresponse()
        text = reply.read(MOST_READ).decode("utf-8", "replace")
        return Answer(reply.status, text, reply.getheader("Location") or "")
    except http.client.HTTPException as error:
        raise OSError(f"no answer of HTTP came ({type(error).__name__})") from error


def _host_header(url: OutsideUrl) -> str:
    host = f"[{url.host}]" if ":" in url.host else url.host
    is_usual = url.port == (443 if url.is_tls else 80)
    return host if is_usual else f"{host}:{url.port}"
