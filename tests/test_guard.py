"""Addresses in, whether they may be reached out: no way of writing a private one gets through."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st
from localsite import Site, serving

from reportedly.intake.guard import Guard, GuardedBackend, Refused, Unknown, host_name, reachable

PRIVATE = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "255.255.255.255/32",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.1",
    "100.63.255.255",
    "100.128.0.0",
    "172.15.255.255",
    "172.32.0.1",
    "223.255.255.255",
]
NAMED = [
    "169.254.169.254",
    "fd00:ec2::254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd20:ce::254",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "ff02::1",
    "ff0e::1",
    "2001::1",
    "2001:db8::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "100::1",
    "64:ff9b:1::808:808",
    "2002:808:808::1",
    "::8.8.8.8",
    "4000::1",
    "::ffff:0:8.8.8.8",
    "2620:4f:8000::1",
]


@st.composite
def private(draw: st.DrawFn) -> ipaddress.IPv4Address:
    network = ipaddress.IPv4Network(draw(st.sampled_from(PRIVATE)))
    return network[draw(st.integers(0, network.num_addresses - 1))]


def holding(prefix: str, address: ipaddress.IPv4Address, shift: int = 0) -> ipaddress.IPv6Address:
    return ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address) << shift)


EMBEDDINGS: dict[str, Callable[[ipaddress.IPv4Address], ipaddress.IPv6Address]] = {
    "mapped": lambda a: holding("::ffff:0:0", a),
    "compatible": lambda a: holding("::", a),
    "translated": lambda a: holding("::ffff:0:0:0", a),
    "nat64": lambda a: holding("64:ff9b::", a),
    "nat64 local": lambda a: holding("64:ff9b:1::", a),
    "6to4": lambda a: holding("2002::", a, 80),
    "teredo server": lambda a: holding("2001::", a, 64),
    "teredo client": lambda a: holding("2001::", ipaddress.IPv4Address(int(a) ^ 0xFFFFFFFF)),
    "isatap": lambda a: holding("2a00:1450::5efe:0:0", a),
    "isatap global": lambda a: holding("2a00:1450::200:5efe:0:0", a),
}


@given(private(), st.sampled_from(sorted(EMBEDDINGS)))
def test_no_embedding_of_a_private_address_is_reached(address: ipaddress.IPv4Address, how: str) -> None:
    assert not reachable(address)
    assert not reachable(str(address))
    embedded = EMBEDDINGS[how](address)
    assert not reachable(embedded)
    assert not reachable(embedded.exploded)
    with pytest.raises(Refused):
        Guard().addresses(str(embedded), 80)


@pytest.mark.parametrize("address", NAMED)
def test_addresses_that_are_not_of_the_world(address: str) -> None:
    assert not reachable(address)


@pytest.mark.parametrize(
    "address", [*PUBLIC, "2606:4700:4700::1111", "2a00:1450:4001::200e", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_world(address: str) -> None:
    assert reachable(address)


@given(st.integers(0, 2**128 - 1).map(ipaddress.IPv6Address))
def test_only_the_block_given_out_to_the_world_is_reached(address: ipaddress.IPv6Address) -> None:
    holds_another = address.ipv4_mapped is not None or address in ipaddress.IPv6Network("64:ff9b::/96")
    assert not reachable(address) or holds_another or int(address) >> 125 == 1


@given(st.integers(0, 2**32 - 1).map(ipaddress.IPv4Address))
def test_what_the_standard_library_calls_private_is_not_reached(address: ipaddress.IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_link_local:
        assert not reachable(address)


@given(
    private(),
    st.sampled_from(["decimal", "hex", "octal", "dotted hex", "short", "shorter", "padded", "trailing dot", "wide"]),
)
def test_no_spelling_of_a_private_address_is_reached(address: ipaddress.IPv4Address, how: str) -> None:
    n = int(address)
    a, b, c, d = address.packed
    host = {
        "decimal": str(n),
        "hex": hex(n),
        "octal": f"0{n:o}",
        "dotted hex": f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}",
        "short": f"{a}.{b}.{n & 0xFFFF}",
        "shorter": f"{a}.{n & 0xFFFFFF}",
        "padded": f"{a:04o}.{b:04o}.{c:04o}.{d:04o}",
        "trailing dot": f"{address}.",
        "wide": "".join(chr(0xFF10 + int(x)) if x.isdigit() else "。" for x in str(address)),
    }[how]
    with pytest.raises((Refused, Unknown)):
        Guard().addresses(host, 80)


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",
        "0177.0.0.1",
        "0x7f.1",
        "0x7f000001",
        "127.1",
        "0",
        "00",
        "0x",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "ⓛocalhost",
        "router.lan",
        "x.local",
        "metadata.google.internal",
        "metadata",
        "intranet",
        "[::1]",
        "[fe80::1%25eth0]",
        "[::ffff:7f00:1]",
        "1.2.3",
        "256.1.1.1",
        "1.1.1.1.1",
        "09.1.1.1",
        "%31%32%37.0.0.1",
        "a..b",
        ".a",
        "a_.-",
        "a/b",
        "user@host",
        "ho\tst",
        "ho\x00st",
        "127.0.0.1\n",
        "-a.b",
        "[::1",
        "[v1.a]",
    ],
)
def test_hosts_that_are_refused_before_anybody_is_asked(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", None)
    with pytest.raises(Refused):
        Guard().addresses(host_name(host), 80)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("News.Example.", "news.example"),
        ("Пошта.УКР", "xn--80a1acn3a.xn--j1amh"),
        ("faß.example", "xn--fa-hia.example"),
        ("8.8.8.8", "8.8.8.8"),
        ("[2A00:0:0:0:0:0:0:1]", "2a00::1"),
        ("under_score.example", "under_score.example"),
        ("1and1.example", "1and1.example"),
    ],
)
def test_a_host_is_written_in_one_way(host: str, name: str) -> None:
    assert host_name(host) == name
    assert host_name(f"[{name}]" if ":" in name else name) == name


Names = dict[str, list[list[str]]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """What names lead to: each look-up takes the next list of addresses, the last one stays."""
    known: Names = {}
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: int, **kwargs: int) -> list[tuple[object, ...]]:
        if host not in known:
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type, return-value]
        answers = known[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        family = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(family[6 if ":" in a else 4], socket.SOCK_STREAM, 6, "", (a, port)) for a in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class TestNames:
    def test_one_private_address_among_public_ones_refuses_the_name(self, names: Names) -> None:
        names["trap.example"] = [["8.8.8.8", "10.0.0.1"]]
        with pytest.raises(Refused, match=r"trap\.example leads to 10\.0\.0\.1"):
            Guard().addresses("trap.example", 80)

    @pytest.mark.parametrize("address", ["::ffff:127.0.0.1", "fe80::1%lo", "64:ff9b::7f00:1", "2002:7f00:1::"])
    def test_a_name_that_leads_to_an_embedding_is_refused(self, names: Names, address: str) -> None:
        names["trap.example"] = [[address]]
        with pytest.raises(Refused):
            Guard().addresses("trap.example", 443)

    def test_a_public_name_gives_its_addresses_in_order_and_once(self, names: Names) -> None:
        names["news.example"] = [["8.8.8.8", "2606:4700::1111", "8.8.8.8"]]
        assert [str(a) for a in Guard().addresses("News.example.", 443)] == ["8.8.8.8", "2606:4700::1111"]

    def test_an_unknown_name_says_so(self, names: Names) -> None:
        names["nobody.example"] = [[]]
        with pytest.raises(Unknown, match="no such host"):
            Guard().addresses("nobody.example", 443)

    def test_a_name_whose_answer_changes_is_connected_to_as_it_was_looked_at(self, names: Names, site: Site) -> None:
        """DNS rebinding: the second answer would lead within."""
        names["rebind.example"] = [["127.0.0.1"], ["203.0.113.9"]]
        backend = GuardedBackend(Guard(allow=("127.0.0.0/8",)))
        stream = backend.connect_tcp("rebind.example", site.port, timeout=5)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()
        assert names["rebind.example"] == [["203.0.113.9"]]

    def test_a_name_that_turns_private_is_refused_when_it_is_connected_to(self, names: Names, site: Site) -> None:
        names["rebind.example"] = [["8.8.8.8"], ["127.0.0.1"]]
        assert Guard().addresses("rebind.example", site.port)
        with pytest.raises(Refused):
            GuardedBackend(Guard()).connect_tcp("rebind.example", site.port, timeout=5)

    def test_the_second_address_is_tried_where_the_first_is_dead(self, names: Names, site: Site) -> None:
        names["two.example"] = [["::1", "127.0.0.1"]]
        stream = GuardedBackend(Guard(allow=("127.0.0.0/8", "::1"))).connect_tcp("two.example", site.port, timeout=5)
        assert stream.get_extra_info("server_addr")[0] == "127.0.0.1"
        stream.close()

    def test_nobody_there(self, site: Site) -> None:
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
            with pytest.raises(httpcore.ConnectError):
                GuardedBackend(Guard(allow=("127.0.0.1",))).connect_tcp("127.0.0.1", port, timeout=5)


class TestExceptions:
    def test_by_itself_a_guard_has_none(self, site: Site) -> None:
        with pytest.raises(Refused):
            Guard().addresses("127.0.0.1", site.port)

    def test_a_network_opens_its_addresses_and_no_others(self) -> None:
        guard = Guard(allow=("10.3.0.0/16",))
        assert guard.addresses("10.3.7.7", 8080)
        assert guard.addresses("::ffff:10.3.7.7", 22)
        with pytest.raises(Refused):
            guard.addresses("10.4.0.1", 8080)

    def test_a_host_with_a_port_opens_that_port_alone(self, names: Names) -> None:
        names["archive.corp"] = [["10.0.0.9"]]
        guard = Guard(allow=("Archive.corp:8443", "[fd00::7]:80", "localhost:8000"))
        assert guard.addresses("archive.corp", 8443)
        assert guard.addresses("fd00::7", 80)
        assert guard.addresses("localhost", 8000)
        for host, port in (("archive.corp", 443), ("fd00::7", 81), ("10.0.0.9", 8443), ("localhost", 80)):
            with pytest.raises(Refused):
                guard.addresses(host, port)

    def test_what_is_denied_is_closed_though_public_or_allowed(self) -> None:
        guard = Guard(allow=("10.0.0.0/8",), deny=("8.8.8.0/24", "10.1.0.0/16"))
        assert guard.addresses("10.2.0.1", 80)
        for host in ("8.8.8.8", "::ffff:8.8.8.8", "10.1.0.1"):
            with pytest.raises(Refused):
                guard.addresses(host, 80)

    @pytest.mark.parametrize("exception", ["archive.corp", "archive.corp:http", ":80", "a:0", "10.0.0.1/8", "a:70000"])
    def test_an_exception_that_is_none_is_named(self, exception: str) -> None:
        with pytest.raises(ValueError, match="neither a network"):
            Guard(allow=(exception,))

    def test_ports_that_are_not_of_the_web_are_refused(self) -> None:
        for port in (22, 25, 110):
            with pytest.raises(Refused, match="port"):
                Guard().addresses("8.8.8.8", port)
        assert Guard().addresses("8.8.8.8", 8080)
