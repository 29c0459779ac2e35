"""Connections to public addresses only: what a name stands for is looked up once, checked, and connected to."""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from httpcore import (
    SOCKET_OPTION,
    ConnectError,
    ConnectTimeout,
    NetworkBackend,
    NetworkStream,
    ReadTimeout,
    SyncBackend,
)

# What `is_global` still lets through in some versions of Python, or is of no use to a reader of news
_REFUSED = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2002::/16", "2001::/32", "3fff::/20", "5f00::/16", "fec0::/10"))
)
_NAT64 = ip_network("64:ff9b::/96")  # an IPv4 address in its last four bytes


class AddressRefused(Exception):
    """An address that is not connected to, with the reason."""


def is_public(address: str) -> bool:
    """Whether the IP address is one of the public internet: not private, loopback, link-local, multicast or reserved.

    An IPv4 address within an IPv6 one (mapped, or NAT64) is judged as what it is.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        within = ip.ipv4_mapped or (ip_address(ip.packed[-4:]) if ip in _NAT64 else None)
        if within is not None:
            return is_public(str(within))
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    return ip.is_global and not special and not any(ip in network for network in _REFUSED)


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host, in the system's order of preference. Raises `OSError` where there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class CheckedNetwork(NetworkBackend):
    """TCP connections for httpcore to addresses that are `permitted`, all of them over by `deadline`.

    The host's name is resolved once for each connection, and the very address that was checked is connected to; so a
    name that changes its address in between gains nothing. The name stays that of the certificate. A host with one
    address that is refused is refused whole. The deadline counts for every read, so that drops of data win no time.
    """

    def __init__(
        self,
        *,
        seconds: float,
        resolve: Callable[[str, int], list[str]] = resolve,
        permitted: Callable[[str], bool] = is_public,
    ) -> None:
        self.deadline = time.monotonic() + seconds
        self._resolve = resolve
        self._permitted = permitted

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> NetworkStream:
        """A connection to the first address that takes one."""
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise ConnectError(f"no address is known for {host}") from error
        for address in addresses:
            if not self._permitted(address):
                raise AddressRefused(f"{host} is at {address}, which is not an address of the public internet")
        failure: Exception = ConnectError(f"no address is known for {host}")
        for address in addresses:
            try:
                return _Timed(SyncBackend().connect_tcp(address, port, self.left(timeout), local_address), self)
            except (ConnectError, ConnectTimeout) as error:
                failure = error
        raise failure

    def left(self, timeout: float | None) -> float:
        """Seconds that the next step may take, at most `timeout`. Raises `ReadTimeout` when there are none."""
        remaining = self.deadline - time.monotonic()
        if remaining <= 0:
            raise ReadTimeout("the time is over")
        return remaining if timeout is None else min(timeout, remaining)


class _Timed(NetworkStream):
    """A connection of which every step ends by the deadline of its network."""

    def __init__(self, stream: NetworkStream, network: CheckedNetwork) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._network.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._network.left(timeout))
        return _Timed(secured, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
