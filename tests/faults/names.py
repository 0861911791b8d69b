"""A name server on loopback whose answers change, and a route that takes a public address to loopback."""

import socket
import struct
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

PUBLIC = "93.184.216.34"
"""An address that any guard takes for public; no packet ever leaves for it."""

_PATCH = """
import socket
import struct

_real_getaddrinfo, _real_connect_ex, _real_connect = (
    socket.getaddrinfo, socket.socket.connect_ex, socket.socket.connect
)


def _ask(name):
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\\0"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(5)
        client.sendto(
            struct.pack(">6H", 1, 256, 1, 0, 0, 0) + question + struct.pack(">2H", 1, 1),
            ("127.0.0.1", {names_port}),
        )
        return socket.inet_ntoa(client.recv(512)[-4:])


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    name = host.decode() if isinstance(host, bytes) else host or ""
    if not name.endswith(".example"):
        return _real_getaddrinfo(host, port, family, type, proto, flags)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (_ask(name), port))]


def _route(address):
    return ("127.0.0.1", {site_port}) if address[0] == "{public}" else address


socket.getaddrinfo = getaddrinfo
socket.socket.connect_ex = lambda self, address: _real_connect_ex(self, _route(address))
socket.socket.connect = lambda self, address: _real_connect(self, _route(address))
"""


class NameServer:
    """Answers each question for an address with the next one of ``addresses``, in the end with the last."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = list(addresses)
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))

    def install(self, folder: Path, site_port: int) -> Path:
        """A folder that, on its ``PYTHONPATH``, makes a Python process ask this server for ``.example`` names
        and find the public address at the site's port."""
        port = self._socket.getsockname()[1]
        patch = _PATCH.format(names_port=port, site_port=site_port, public=PUBLIC)
        (folder / "sitecustomize.py").write_text(patch)
        return folder

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                question, client = self._socket.recvfrom(512)
            except OSError:
                return
            address = self._addresses[min(self.asked, len(self._addresses) - 1)]
            self.asked += 1
            head = question[:2] + struct.pack(">5H", 0x8180, 1, 1, 0, 0)
            record = struct.pack(">3HIH", 0xC00C, 1, 1, 0, 4) + socket.inet_aton(address)
            self._socket.sendto(head + question[12:] + record, client)
