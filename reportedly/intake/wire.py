"""How much may come over the wire, how long it may take, and what it may unpack to.

Everything that is read passes a meter, the headers and the framing too: a server that sends a byte every few seconds,
or a header without end, is cut off as surely as one that sends a body without end.
"""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore

from reportedly.intake.problem import Unreadable

_STEP = 65_536  # bytes unpacked at a time
_SMALL = 1_000_000  # bytes; below it no ratio is suspicious, since a page of blanks packs well
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost: bytes over the wire, bytes unpacked, how many times its size a body may unpack to,
    redirects followed, seconds in all, and seconds in which nothing comes.
    """

    on_wire: int = 10_000_000
    unpacked: int = 20_000_000
    ratio: int = 100
    redirects: int = 5
    seconds: float = 60.0
    silence: float = 15.0


class TooMuch(Unreadable):
    """Raised where an answer is larger than the limits allow."""


class TooSlow(Unreadable):
    """Raised where an answer takes longer than the limits allow."""


class Damaged(Unreadable):
    """Raised where an answer cannot be unpacked."""


class Meter:
    """Counts what one fetch takes, over all its redirects."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._until = clock() + limits.seconds
        self._bytes = limits.on_wire

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Time that we wait of our own will does not count."""
        start = self._clock()
        try:
            yield
        finally:
            self._until += self._clock() - start

    def patience(self) -> float:
        """How long to wait for the next bytes. Raises TooSlow where the time is up."""
        left = self._until - self._clock()
        if left <= 0:
            raise TooSlow(f"not done in {self._limits.seconds:g} s; try again later, or save the page and add the file")
        return min(left, self._limits.silence)

    def took(self, count: int) -> None:
        """Count what came. Raises TooMuch where it was more than allowed."""
        self._bytes -= count
        if self._bytes < 0:
            raise TooMuch(f"larger than {self._limits.on_wire / 1e6:g} MB; save what you need of it and add the file")


class MeteredBackend(httpcore.NetworkBackend):
    """A way to the network whose connections pass the meter."""

    def __init__(self, backend: httpcore.NetworkBackend, meter: Meter) -> None:
        self._backend = backend
        self._meter = meter

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A metered connection; the meter says how long it may take, not `timeout`."""
        stream = self._backend.connect_tcp(host, port, self._meter.patience(), local_address, socket_options)
        try:
            peer = stream.get_extra_info("server_addr")
        except OSError as error:  # it hung up at once
            stream.close()
            raise httpcore.ConnectError(str(error)) from error
        return _MeteredStream(stream, self._meter, peer)


class _MeteredStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, meter: Meter, peer: Any) -> None:
        self._stream = stream
        self._meter = meter
        self._peer = peer  # asked for at once: who hangs up after the answer has no address any more

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._meter.patience())
        self._meter.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.patience())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            patience = self._meter.patience()
        except TooSlow:
            self.close()
            raise
        return _MeteredStream(self._stream.start_tls(ssl_context, server_hostname, patience), self._meter, self._peer)

    def get_extra_info(self, info: str) -> Any:
        return self._peer if info == "server_addr" else self._stream.get_extra_info(info)


def unpacked(chunks: Iterable[bytes], coding: str, limits: Limits) -> bytes:
    """The body that comes in `chunks`, unpacked in bounded steps; `coding` is "gzip", "deflate" or "" for as it is.

    Raises TooMuch where it grows beyond the limits, Damaged where it is broken or cut short.
    """
    body = bytearray()
    packed = 0
    unpack = _Unpacking(coding) if coding else None
    for chunk in chunks:
        packed += len(chunk)
        for piece in (chunk,) if unpack is None else unpack.pieces(chunk):
            body += piece
            if len(body) > limits.unpacked:
                raise TooMuch(f"unpacks to more than {limits.unpacked / 1e6:g} MB; save what you need and add the file")
            if len(body) > _SMALL and len(body) > limits.ratio * packed:
                raise TooMuch(f"unpacks to more than {limits.ratio} times its size, as a bomb does; it is not read")
    if unpack is not None:
        unpack.finish()
    return bytes(body)


class _Unpacking:
    """One body packed as RFC 9110, 8.4.1 has it: gzip, of one member or several, or deflate."""

    def __init__(self, coding: str) -> None:
        self._is_gzip = coding == "gzip"
        self._head = b""
        self._member: zlib._Decompress | None = None
        self._read_one = False
        self._done = False

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, never more than a step at a time."""
        data, is_more = chunk, False
        while (data or is_more) and not self._done:
            if self._member is None:
                data, self._head = self._head + data, b""
                if len(data) < 2:
                    self._head = data
                    return
                if self._read_one and not data.startswith(_GZIP):
                    self._done = True  # padding behind the last member, which browsers pass over too
                    return
                self._member = zlib.decompressobj(self._bits(data[:2]))
            try:
                piece = self._member.decompress(data, _STEP)
            except zlib.error:
                raise Damaged("its compression is broken; try again later") from None
            if piece:
                yield piece
            data, is_more = self._member.unconsumed_tail, len(piece) == _STEP
            if self._member.eof:
                data, is_more = self._member.unused_data, False
                self._member, self._read_one, self._done = None, True, not self._is_gzip

    def _bits(self, head: bytes) -> int:
        if self._is_gzip:
            return 16 + zlib.MAX_WBITS
        # Many servers send bare deflate where the RFC asks for zlib's wrapping; its head is a multiple of 31
        wrapped = head[0] & 0x0F == 8 and int.from_bytes(head, "big") % 31 == 0
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def finish(self) -> None:
        """Raises Damaged where the body ended within a member."""
        if self._member is not None or (self._head and not self._read_one):
            raise Damaged("it was cut short on the way; try again later")
