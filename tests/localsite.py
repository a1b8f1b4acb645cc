"""A real HTTP server on this machine, which answers as a test tells it to."""

from __future__ import annotations

import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from reportedly.intake.guard import Guard

Answer = Callable[[BaseHTTPRequestHandler], None]


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what many of these tests are about."""


class Site:
    """`answers` by path; `asked` counts the requests, `headers` are those of the last one."""

    def __init__(self, scheme: str, server: Server) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.headers: Mapping[str, str] = {}
        self.port = server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{scheme}://{self.host}"
        self.guard = Guard(allow=(self.host,))
        self.over = threading.Event()

    def says(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """Make a path answer so; the URL of it. Headers are written with underscores."""
        data = body.encode() if isinstance(body, str) else body
        sent = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in sent.items():
                handler.send_header(name, value)
            if "Content-Length" not in sent:
                handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)

        self.answers[path] = answer
        return self.url + path

    def sends(self, path: str, *pieces: bytes, pause: float = 0.0, endless: bool = False) -> str:
        """Make a path send these bytes as they are, with a pause after each piece; the URL of it."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            while not self.over.is_set():
                for piece in pieces:
                    handler.wfile.write(piece)
                    handler.wfile.flush()
                    if pause:
                        self.over.wait(pause)
                if not endless:
                    return

        self.answers[path] = answer
        return self.url + path

    def leads(self, path: str, location: str, status: int = 302) -> str:
        """Make a path redirect; the URL of it."""
        return self.says(path, status=status, Location=location)


@contextmanager
def serving(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            site.asked[path] += 1
            site.headers = dict(self.headers)
            site.answers.get(path, lambda handler: handler.send_error(404))(self)

        def do_POST(self) -> None:
            self.do_GET()  # what was sent is for the answer to read

        def log_message(self, *words: object) -> None:
            pass

    class Family(Server):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with Family((host, 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        site = Site("http" if tls is None else "https", server)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            site.over.set()
            server.shutdown()
            thread.join()
