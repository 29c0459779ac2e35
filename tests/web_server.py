"""A web server of the test's own that does as each test says, and a fetcher that may reach it and nothing else."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any

from qa.fetching import Fetcher, Limits
from qa.network import CheckedNetwork, is_public, resolve

HOME = "127.1"  # 127.0.0.1, written so that it is told apart from the address to which a cheat sends on
Answer = bytes | Callable[[socket.socket], None]


class Server:
    """Answers each path as `pages` says; every name that ends in ".example" is its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.pages: dict[str, Answer] = {}
        self.requests: list[str] = []
        self.asked: list[str] = []
        self.addresses: dict[str, list[list[str]]] = {}
        self.scheme = "http"
        self.trusted: ssl.SSLContext | None = None

    def url(self, path: str, *, host: str = "news.example") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def fetcher(self, **limits: Any) -> Fetcher:
        network = partial(CheckedNetwork, resolve=self.resolve, permitted=permitted)
        return Fetcher(limits=Limits(**{"seconds": 5.0, **limits}), network=network, ssl_context=self.trusted)

    def resolve(self, host: str, port: int) -> list[str]:
        """The addresses that the test gives the name, one list a call; else the server's own, or the system's word."""
        self.asked.append(host)
        if self.addresses.get(host):
            return self.addresses[host].pop(0)
        return [HOME] if host.endswith(".example") else resolve(host, port)

    def paths(self) -> list[str]:
        return [request.split()[1] for request in self.requests]


def permitted(address: str) -> bool:
    return address == HOME or is_public(address)


def response(body: bytes | str, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    body = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Length: {len(body)}",
        *([f"Content-Type: {kind}"] if kind else []),
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def redirect(target: str) -> bytes:
    return response("", f"Location: {target}", status="302 Found")


@contextmanager
def running(secured: ssl.SSLContext | None = None) -> Iterator[Server]:
    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            try:
                connection = secured.wrap_socket(self.request, server_side=True) if secured else self.request
            except OSError:  # the client does not trust the certificate
                return
            with connection:
                try:
                    answer_one(connection)
                except OSError:  # the client has had enough
                    return

    def answer_one(connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (received := connection.recv(65_536)):
            request += received
        if request:
            server.requests.append(request.decode("latin-1"))
            page = server.pages.get(request.split()[1].decode(), response("", status="404 Not Found"))
            page(connection) if callable(page) else connection.sendall(page)

    class Threads(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Threads(("127.0.0.1", 0), Handler) as listening:
        server = Server(listening.server_address[1])
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listening.shutdown()
            thread.join()
