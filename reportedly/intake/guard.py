"""Which addresses may be reached: public ones, and those that a deployment names itself.

A page can make us ask for any URL: by a link, a redirect, or a name whose answer changes between two questions (DNS
rebinding). So a host is looked up once, refused unless every address it has is public, and the connection is made to
the very address that was looked at. No proxy is ever used, since a proxy would look the name up anew.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

import httpcore
import idna

from reportedly.intake.problem import Unreadable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IANA IPv4 special-purpose address registry; the tables of the standard library differ from one Python to the next.
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared, carrier-grade NAT; 100.100.100.200 gives out a cloud's credentials
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's own server for its machines, on a public address
        "169.254.0.0/16",  # link-local; 169.254.169.254 gives out a cloud's credentials
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 gives out a cloud's credentials
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112, a sink
        "192.52.193.0/24",  # AMT relays
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112, a sink
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
# IANA IPv6 special-purpose address registry: what is closed within the one block that is given out to the world
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds an IPv4 address
        "2620:4f:8000::/48",  # AS112, a sink
        "3fff::/20",  # documentation
    )
)
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")  # RFC 4291
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64, RFC 6052: how a network without IPv4 reaches IPv4
_ISATAP = (0x00005EFE, 0x02005EFE)  # RFC 5214: the interface part of an address that holds an IPv4 address

# RFC 6761, 6762, 7686, 8375, and .internal, which ICANN keeps for private use
_LOCAL_NAMES = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa", "onion")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DOTTED = re.compile(r"(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})")


class Refused(Unreadable):
    """Raised where an address may not be reached, or is written so that programs disagree on what it means."""


class Unknown(Unreadable):
    """Raised where nobody knows a host of that name."""


def reachable(address: str | Address) -> bool:
    """Whether an IP address is one of the public internet; False for what is no address, or names a zone.

    An address that holds another (IPv4-mapped, NAT64, ISATAP) is as reachable as the one it holds; 6to4, Teredo and
    IPv4-compatible ones never are, since nothing of today answers there. Sources: the IANA registries of
    special-purpose addresses, RFC 6890, RFC 4291.

    >>> reachable("8.8.8.8"), reachable("::ffff:10.0.0.1"), reachable("169.254.169.254")
    (True, False, False)
    """
    if isinstance(address, str):
        if "%" in address:
            return False
        try:
            address = ipaddress.ip_address(address)
        except ValueError:
            return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _CLOSED_4)
    if address.scope_id is not None:
        return False
    if address in _MAPPED or address in _TRANSLATED:
        return reachable(_last_four(address))
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP and not reachable(_last_four(address)):
        return False
    return address in _OPEN_6 and not any(address in network for network in _CLOSED_6)


def _last_four(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _plain(address: Address) -> Address:
    """The IPv4 address for one that is mapped into IPv6: to the system they are the same."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def host_name(host: str) -> str:
    """A host as the network writes it: small ASCII letters, no dot at the end, IPv6 without brackets.

    Raises Refused for what is no name, and for numbers that some systems take for an IPv4 address and others do not
    (URL Standard, "ends in a number").

    >>> host_name("Пошта.УКР."), host_name("[2606:4700::1111]")
    ('xn--80a1acn3a.xn--j1amh', '2606:4700::1111')
    """
    if host.startswith("[") and host.endswith("]"):
        try:
            address = ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            raise Refused(f"{host} is no IPv6 address; check the URL") from None
        if address.scope_id is not None:
            raise Refused(f"{host} names a zone of this machine; such addresses are not fetched")
        return str(address)
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise Refused(f"{host!r} is no name of a host; check the URL") from None
    name = name.removesuffix(".")
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused(f"{host!r} is no name of a host; check the URL")
    if _NUMBER.fullmatch(labels[-1]):
        try:
            if _DOTTED.fullmatch(name):
                return str(ipaddress.IPv4Address(name))
        except ValueError:
            pass
        raise Refused(f"{host} is no plain address; write it as four numbers, as in 198.51.100.7")
    return name


def _is_local_name(name: str) -> bool:
    return "." not in name or any(name == local or name.endswith("." + local) for local in _LOCAL_NAMES)


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may be reached. By itself: every public address, on the ports of the web and those that need no privilege.

    `allow` are exceptions for a deployment that fetches from its own network, as networks ("10.3.0.0/16") or as hosts
    with a port ("archive.corp:443", "[fd00::7]:8080"). A network opens its addresses; a host with a port opens that
    name at that port wherever it leads, so it must be a name whose answers you trust. `deny` are networks closed as
    well, for those who use public addresses within. Neither is ever taken from a page. `authorities` is a file of
    certificates to trust beside those of certifi, in PEM.

    Raises ValueError, naming it, where an exception is neither.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    authorities: Path | None = None
    _open: tuple[_Network, ...] = field(init=False, repr=False, compare=False)
    _hosts: frozenset[tuple[str, int]] = field(init=False, repr=False, compare=False)
    _closed: tuple[_Network, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        networks, hosts = [], set()
        for exception in self.allow:
            try:
                networks.append(ipaddress.ip_network(exception))
            except ValueError:
                hosts.add(_host_and_port(exception))
        object.__setattr__(self, "_open", tuple(networks))
        object.__setattr__(self, "_hosts", frozenset(hosts))
        object.__setattr__(self, "_closed", tuple(ipaddress.ip_network(network) for network in self.deny))

    def may(self, address: Address) -> bool:
        """Whether this address may be connected to."""
        plain = _plain(address)
        if any(plain in network for network in self._closed):
            return False
        return reachable(address) or any(plain in network for network in self._open)

    def addresses(self, host: str, port: int, timeout: float | None = None) -> list[Address]:
        """The addresses of a host, in the order to try them, all of which may be reached at that port.

        Raises Refused where even one of them may not (a name that leads both within and without is a trap or a
        mistake), Unknown where the host has none, TimeoutError where nobody answers in time.
        """
        name = host_name(f"[{host}]" if ":" in host else host)
        named = (name, port) in self._hosts
        literal = _literal(name)
        if not named and literal is None and _is_local_name(name):
            raise Refused(f"{name} is a name within a network; give the address of a public site")
        found = [literal] if literal is not None else _looked_up(name, port, timeout)
        if not found:
            raise Unknown(f"{name}: no such host; check the URL, and that this machine is online")
        if named:
            return found
        for address in found:
            if not self.may(address):
                raise Refused(f"{name} leads to {address}, which is not on the public internet; such are not fetched")
        opened = any(_plain(address) in network for address in found for network in self._open)
        if port not in (80, 443) and port < 1024 and not opened:
            raise Refused(f"port {port} is none of the web; give a URL without it")
        return found


def _host_and_port(exception: str) -> tuple[str, int]:
    host, _, port = exception.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(
            f"{exception!r} is neither a network, as 10.3.0.0/16, nor a host with a port, as archive.corp:443"
        )
    return host_name(host), int(port)


def _literal(name: str) -> Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _looked_up(name: str, port: int, timeout: float | None) -> list[Address]:
    """All addresses of a name, each once. The system's look-up knows no time limit, so it runs beside us."""
    answers: SimpleQueue[list[Address] | OSError | UnicodeError] = SimpleQueue()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
            # a zone ("fe80::1%eth0") stays with the address, and gets it refused
            answers.put([ipaddress.ip_address(str(entry[4][0])) for entry in found])
        except (OSError, UnicodeError, ValueError) as error:
            answers.put(error if isinstance(error, OSError | UnicodeError) else OSError(str(error)))

    threading.Thread(target=look_up, daemon=True, name="reportedly-look-up").start()
    try:
        answer = answers.get(timeout=timeout)
    except Empty:
        raise TimeoutError(f"nobody answered who {name} is") from None
    if isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN:
        raise Unknown(
            f"{name}: the name could not be looked up just now; check that this machine is online, and try again"
        )
    if isinstance(answer, Exception):
        return []
    return list(dict.fromkeys(answer))


class GuardedBackend(httpcore.NetworkBackend):
    """How httpcore reaches the network under a guard: it connects to addresses that were looked at, and no others."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to the first address of the host that answers; `timeout` is for looking up and all of them.

        Raises Refused and Unknown as `Guard.addresses` does, httpcore.ConnectError and ConnectTimeout.
        """
        until = None if timeout is None else time.monotonic() + timeout
        try:
            addresses = self._guard.addresses(host, port, timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(str(error)) from None
        failure: Exception = httpcore.ConnectTimeout("connecting took too long")
        for number, address in enumerate(addresses):
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                break
            try:
                # the last gets all the time that is left; one that is dead must not take the time of the others
                share = left if left is None else left / (len(addresses) - number)
                return self._connected(address, port, share, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def _connected(
        self, address: Address, port: int, timeout: float | None, options: Iterable[httpcore.SOCKET_OPTION] | None
    ) -> httpcore.NetworkStream:
        # a numeric address is connected to as it stands, so that no name is looked up a second time
        stream = self._backend.connect_tcp(str(address), port, timeout=timeout, socket_options=options)
        try:
            ours, theirs = (str((stream.get_extra_info(end) or [""])[0]) for end in ("client_addr", "server_addr"))
        except OSError as error:  # it hung up at once
            stream.close()
            raise httpcore.ConnectError(str(error)) from error
        if ours == theirs and reachable(address):
            # a firewall may hide from the world what this machine shows itself
            stream.close()
            raise Refused(f"{address} is this machine's own address; it is not fetched")
        return stream
