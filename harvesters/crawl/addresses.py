"""Which addresses may be connected to. The address that is checked is the address that is connected."""

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from typing import Any

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, Any]

_EMBEDDED_IPV4 = ipaddress.IPv6Network("64:ff9b::/96")
"""NAT64: the last 32 bits are the IPv4 address that is reached in the end."""


def is_public(address: str) -> bool:
    """Whether the address belongs to the public internet, also when it wraps an IPv4 address."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if wrapped is None and ip in _EMBEDDED_IPV4:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


class AddressGuard:
    """Resolves names, and keeps back every address that is not public unless the host is allowed by name.

    An answer is asked for once a run, so that a name cannot lead elsewhere the second time.
    """

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_fold(host) for host in allow_hosts)
        self._answers: dict[tuple[Any, ...], tuple[AddressInfo, ...]] = {}
        self.refused: dict[str, str] = {}
        """Host as asked for → the first address that was kept back."""

    def refusal(self, host: str) -> str | None:
        """Why nothing was connected to the host; ``None`` if no address of it was kept back."""
        address = self.refused.get(_fold(host))
        if address is None:
            return None
        shown = host if host == address else f"{host} ({address})"
        return (
            f"{shown} is not an address on the public internet; if it is meant, "
            f"name the host in PUBHARVEST_ALLOW_HOSTS"
        )

    def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        family: int = socket.AF_UNSPEC,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> Sequence[AddressInfo]:
        """Like ``socket.getaddrinfo``, without the addresses that may not be connected to.

        Raises:
            socket.gaierror: the name does not resolve.
        """
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host or ""
        question = (name, port, family, type, proto, flags)
        if question not in self._answers:
            found = _ask(question)
            self._answers[question] = tuple(info for info in found if self._may_connect(name, info))
        return self._answers[question]

    def _may_connect(self, host: str, info: AddressInfo) -> bool:
        address = str(info[4][0])
        if _fold(host) in self._allowed or is_public(address):
            return True
        self.refused.setdefault(_fold(host), address)
        return False


def _ask(question: tuple[Any, ...]) -> Sequence[AddressInfo]:
    try:
        return socket.getaddrinfo(*question)
    except UnicodeError as error:  # a label that is empty or longer than the name system allows
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error


def _fold(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
