"""Which addresses are called at all: odd spellings are refused, and so is all that is not public."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tts.domain.errors import Invalid
from tts.domain.outside_address import out_of_reach, read_networks, read_outside_url, real_address

HOUSE = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("text", "host", "port", "target"),
    [
        ("https://hooks.example/tts?a=1", "hooks.example", 443, "/tts?a=1"),
        ("https://Hooks.Example:8443", "hooks.example", 8443, "/"),
        ("https://xn--bcher-kva.example/x", "xn--bcher-kva.example", 443, "/x"),
        ("https://93.184.216.34/x", "93.184.216.34", 443, "/x"),
        ("https://[2606:2800:220:1::1]:444/x", "2606:2800:220:1::1", 444, "/x"),
    ],
)
def test_a_plain_public_address_is_read(text: str, host: str, port: int, target: str) -> None:
    url = read_outside_url(text)
    assert (url.host, url.port, url.target, url.is_tls) == (host, port, target, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hooks.example",
        "//hooks.example/x",
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:25/",
        "https://",
        "https:///x",
        "https://user:pw@hooks.example/",
        "https://@hooks.example/",
        "https://hooks.example@127.0.0.1/",
        "https://hooks.example/#x",
        "https://hooks.example#",
        "https://hooks.example:0/",
        "https://hooks.example:99999/",
        "https://hooks.example:x/",
        "https://hooks.example./",
        "https://.hooks.example/",
        "https://hooks..example/",
        "https://-hooks.example/",
        "https://hooks.example\\@127.0.0.1/",
        "https://hooks example/",
        "https://hooks.example/a b",
        "https://hooks.example/\r\nX: y",
        "https://bücher.example/",
        "https://127。0。0。1/",
        "https://１２７.0.0.1/",
        "https://0x7f.1/",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://127.0.0.01/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::ffff:7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://[::1]/",
        "https://[127.0.0.1]/",
        "https://[x]/",
        "https://[::1/",
        "https://%31%32%37.0.0.1/",
        "https://localhost/",
        "https://me.localhost/",
        "https://hooks.example/" + "x" * 2_000,
    ],
)
def test_anything_else_is_refused_with_a_sentence_for_the_field(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_outside_url(text)
    assert refusal.value.fields["url"].startswith("The address ")


@pytest.mark.parametrize(
    "address",
    [
        *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.1.2", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1"),
        *("198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
        *("255.255.255.255", "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"),
        *("2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1"),
    ],
)
def test_what_is_not_public_is_out_of_reach(address: str) -> None:
    assert out_of_reach(real_address(ip_address(address)))
    with pytest.raises(Invalid, match="leads to"):
        read_outside_url(f"https://[{address}]/" if ":" in address else f"https://{address}/")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1", "64:ff9b::808:808"])
def test_what_is_public_is_in_reach(address: str) -> None:
    assert out_of_reach(real_address(ip_address(address))) == ""


def test_the_network_of_a_setting_is_in_reach_and_may_go_without_tls() -> None:
    assert read_outside_url("http://10.1.2.3:8080/x", HOUSE).port == 8080
    assert read_outside_url("https://[fd12::1]/", HOUSE).host == "fd12::1"
    for elsewhere in ("https://127.0.0.1/", "https://169.254.169.254/", "http://8.8.8.8/"):
        with pytest.raises(Invalid):
            read_outside_url(elsewhere, HOUSE)


def test_the_setting_is_read_or_refused_with_a_sentence() -> None:
    assert read_networks("10.0.0.0/8, fd00::/8") == HOUSE
    assert read_networks(" ") == ()
    for wrong in ("10.0.0.1/8", "house", "10.0.0.0/99"):
        with pytest.raises(ValueError, match="TTS_WEBHOOK_NETWORKS"):
            read_networks(wrong)


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    try:
        url = read_outside_url(text)
    except Invalid:
        return
    assert url.is_tls
    assert url.host


@given(st.ip_addresses())
def test_no_address_breaks_the_question(address: IPv4Address | IPv6Address) -> None:
    assert isinstance(out_of_reach(real_address(address)), str)
