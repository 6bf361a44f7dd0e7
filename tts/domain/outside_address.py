"""Addresses that people write and TTS calls: which ones are read at all, and which networks are out of reach.

A webhook must not become a way into the house: only what is public is called, or what a setting names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import urlsplit

from tts.domain.errors import Invalid

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
PORTS = {"https": 443, "http": 80}
LONGEST_URL = 2_000
SETTING = "TTS_WEBHOOK_NETWORKS"
REACH = f"webhooks go to public addresses, and to others only where {SETTING} names their network"
SPELLING = "an address of another spelling"
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)", re.IGNORECASE)
NAT64 = IPv6Network("64:ff9b::/96")
ODD = tuple(
    (ip_network(network), word)
    for network, word in (
        ("0.0.0.0/8", "of this host itself"),
        ("100.64.0.0/10", "shared by a provider"),
        ("169.254.0.0/16", "link-local"),
        ("192.0.0.0/24", "reserved"),
        ("192.88.99.0/24", "reserved"),
        ("198.18.0.0/15", "reserved"),
        ("240.0.0.0/4", "reserved"),
        ("::/96", "reserved"),
        ("64:ff9b:1::/48", "translated to a private one"),
        ("100::/64", "reserved"),
        ("2001::/23", "reserved"),
        ("2002::/16", "translated"),
        ("fec0::/10", "private"),
        ("fe80::/10", "link-local"),
    )
)


@dataclass(frozen=True, slots=True)
class OutsideUrl:
    """An address that was read: where to connect, and what to ask for there."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_tls(self) -> bool:
        """Whether what goes there is encrypted."""
        return self.scheme == "https"

    @property
    def literal(self) -> Address | None:
        """The address where the host is one, None where it is a name."""
        return _literal(self.host)


def read_outside_url(text: str, networks: Sequence[Network] = (), *, field: str = "url") -> OutsideUrl:
    """An address as people write it; Invalid with a sentence for one that is not plain, or out of reach.

    `http` and private addresses are for the `networks` of a setting; a name is looked up when it is called.
    """
    url = _read_plain(text, field)
    literal = url.literal
    if literal is not None:
        refuse_address(literal, networks, is_tls=url.is_tls, field=field)
    elif url.host.rpartition(".")[2] == "localhost" and not networks:
        raise _invalid(field, f"leads to this machine itself: {REACH}")
    if not url.is_tls and not networks:
        raise _invalid(field, "has to begin with https://")
    return url


def refuse_address(
    address: Address, networks: Sequence[Network], *, is_tls: bool, field: str = "url"
) -> None:
    """Raise Invalid for an address that is not public and not in `networks`, the ones in the house."""
    real = real_address(address)
    if any(real.version == network.version and real in network for network in networks):
        return
    word = out_of_reach(real)
    if word:
        raise _invalid(field, f"leads to {address}, which is {word}: {REACH}")
    if not is_tls:
        raise _invalid(field, f"leads to {address} without encryption: it has to begin with https://")


def real_address(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only carries it (mapped, NAT64), else the address."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def out_of_reach(address: Address) -> str:
    """Why an address is not public, in a word; "" for a public one."""
    if address.is_unspecified:
        return "of this host itself"
    if address.is_loopback:
        return "this machine itself"
    if address.is_multicast:
        return "a group of machines"
    for network, word in ODD:
        if address.version == network.version and address in network:
            return word
    if address.is_link_local:
        return "link-local"
    if address.is_private:
        return "private"
    return "" if address.is_global else "reserved"


def read_networks(text: str) -> tuple[Network, ...]:
    """The networks that a setting names, parted by blanks or commas; raises ValueError with a sentence."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(ip_network(word))
        except ValueError as error:
            raise ValueError(
                f"{SETTING} holds “{word[:60]}”: write networks such as 10.0.0.0/8 fd00::/8."
            ) from error
    return tuple(found)


def _read_plain(text: str, field: str) -> OutsideUrl:
    """What the address says, if it says it in the one usual way."""
    if len(text) > LONGEST_URL:
        raise _invalid(field, f"is {len(text):,} characters long: at most {LONGEST_URL:,} are kept")
    if not (text.isascii() and text.isprintable()) or " " in text or "\\" in text:
        raise _invalid(
            field, "holds characters that cannot stand in an address: write others as %XX, names as xn--"
        )
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _invalid(field, "cannot be read as an address") from error
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise _invalid(field, "has to be an address such as https://hooks.example/tts")
    if "@" in parts.netloc:
        raise _invalid(field, "must not hold a name or password")
    if "#" in text:
        raise _invalid(field, "must not hold a # part")
    _refuse_odd_host(parts.hostname, "[" in parts.netloc, field)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return OutsideUrl(parts.scheme, parts.hostname, port or PORTS[parts.scheme], target)


def _refuse_odd_host(host: str, is_bracketed: bool, field: str) -> None:
    """Invalid for what one program reads as a name and the next as an address: 0x7f.1, 2130706433, 127.1."""
    if is_bracketed:
        if not isinstance(_literal(host), IPv6Address) or "%" in host:
            raise _invalid(field, "holds no address between its brackets")
        return
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        if _literal(host) is None:
            raise _invalid(field, f"holds {SPELLING}: write it as 192.0.2.1")
        return
    if len(host) > 253 or not all(LABEL.fullmatch(label) for label in labels):
        raise _invalid(
            field, "holds no name of a machine: write it as hooks.example, without a dot at its end"
        )


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _invalid(field: str, fault: str) -> Invalid:
    sentence = f"The address {fault}."
    return Invalid(sentence, {field: sentence})
