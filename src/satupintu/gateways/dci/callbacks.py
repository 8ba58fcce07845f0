"""Sends a callback to a partner's address, and to nothing inside: the name is resolved once, every address behind it
is looked at, and the connection goes to the very address that was looked at. Redirects are not followed."""

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

# IPv6 that carries an IPv4 address in its last 32 bits: translated, compatible, and the older translated.
_CARRIERS = [ipaddress.ip_network(one) for one in ("64:ff9b::/96", "::/96", "::ffff:0:0:0/96")]
# What the library takes for global though nothing public stands there: translation for one site, relays of 6to4.
_NOBODYS = [ipaddress.ip_network(one) for one in ("64:ff9b:1::/48", "192.88.99.0/24")]
_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_MOST_ADDRESSES = 3  # of one name, tried one after the other


class AddressProblem(ValueError):
    """An address to which nothing is sent; the text says why, for the partner."""


@dataclass(frozen=True)
class Delivery:
    """How a callback ended: taken (2xx), or not and why. `is_final`: trying again would not help."""

    taken: bool
    says: str = ""
    is_final: bool = False


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str
    is_open: bool  # a host that a setting names: inside addresses and plain http are allowed

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == {"https": 443, "http": 80}[self.scheme] else f"{host}:{self.port}"


def target_of(address: str, open_hosts: Collection[str] = ()) -> Target:
    """What an address leads to, without asking any name server. Raises AddressProblem.

    `open_hosts`: names of hosts, or host:port, that may be inside and may be reached without TLS.
    """
    parts = _split(address)
    host, port = (parts.hostname or "").rstrip(".").lower(), _port(parts)
    is_open = bool({host, f"{host}:{port}", f"[{host}]:{port}"} & set(open_hosts))
    if parts.scheme != "https" and not (is_open and parts.scheme == "http"):
        raise AddressProblem("alamat balasan harus https")
    if not host or parts.username is not None or parts.password is not None:
        raise AddressProblem("alamat balasan harus punya nama host, tanpa nama pengguna dan kata sandi")
    if ":" not in host and not _NAME.fullmatch(host):  # what no name server is asked about
        raise AddressProblem("alamat balasan tidak dapat dibaca")
    if not is_open and (literal := _literal(host)) and not is_outside(literal):
        raise AddressProblem("alamat balasan menunjuk ke dalam jaringan sendiri")
    if not is_open and (host == "localhost" or host.endswith((".localhost", ".local", ".internal"))):
        raise AddressProblem("alamat balasan menunjuk ke dalam jaringan sendiri")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, is_open)


def _split(address: str) -> SplitResult:
    if len(address) > 500 or any(one <= " " or one > "~" for one in address):
        raise AddressProblem("alamat balasan tidak dapat dibaca")
    try:
        return urlsplit(address)
    except ValueError:
        raise AddressProblem("alamat balasan tidak dapat dibaca") from None


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (80 if parts.scheme == "http" else 443)
    except ValueError:
        raise AddressProblem("nomor port alamat balasan tidak dapat dibaca") from None


def _literal(host: str) -> str | None:
    """The address that a host is when it is no name, also in the odd ways (`127.1`, `0x7f000001`) systems read."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def is_outside(address: str) -> bool:
    """Whether an IP address is one of the public internet; what wraps another is that other."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if any(found in one for one in _CARRIERS):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_outside(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast and not any(found in one for one in _NOBODYS)


def checked_addresses(target: Target) -> list[str]:
    """The IP addresses of all that a host resolves to. Raises AddressProblem where any of them is inside.

    Raises OSError where the name resolves to nothing just now.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(place[0]) for _family, _type, _protocol, _name, place in found))
    if not target.is_open and not all(is_outside(address) for address in addresses):
        raise AddressProblem("alamat balasan menunjuk ke dalam jaringan sendiri")
    return addresses


def post(address: str, body: bytes, *, open_hosts: Collection[str] = (), patience: float = 5.0) -> Delivery:
    """Sends JSON to the whole of an address; never raises for what a partner's end may do. `patience` in seconds."""
    try:
        target = target_of(address, open_hosts)
        return _send(target, checked_addresses(target), body, patience)
    except AddressProblem as problem:
        return Delivery(False, str(problem), is_final=True)
    except TimeoutError:
        return Delivery(False, "mitra tidak menjawab pada waktunya")
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        return Delivery(False, f"tidak tersambung ({type(trouble).__name__})")


def _send(target: Target, addresses: list[str], body: bytes, patience: float) -> Delivery:
    connection = _Pinned(target, addresses[:_MOST_ADDRESSES], patience)
    headers = {"Content-Type": "application/json", "Host": target.authority, "Connection": "close"}
    # Each wait for bytes has its limit; this one is for an end that sends them one by one. It begins once there is
    # something to cut: connecting and TLS keep to their own limit, and would let it pass unnoticed.
    watch = threading.Timer(patience, connection.cut)
    try:
        connection.connect()
        watch.start()
        connection.request("POST", target.path, body=body, headers=headers)
        answer = connection.getresponse()  # what it says beside the status is not read
    finally:
        watch.cancel()
        connection.close()
    if 200 <= answer.status < 300:
        return Delivery(True)
    if 300 <= answer.status < 400:
        return Delivery(False, f"mitra mengalihkan ke alamat lain ({answer.status}); itu tidak diikuti")
    return Delivery(False, f"mitra menjawab {answer.status}", is_final=answer.status == 410)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at: the name is not resolved a second time, only TLS is told it."""

    def __init__(self, target: Target, addresses: list[str], patience: float) -> None:
        super().__init__(target.host, target.port, timeout=patience)
        self.target, self.addresses = target, addresses

    def connect(self) -> None:
        plain = self._reached()
        self.sock: Any = plain
        if self.target.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)

    def _reached(self) -> socket.socket:
        """The first of the addresses that answers: of a name with two kinds of address one may not be ours to reach."""
        *earlier, last = self.addresses
        for address in earlier:
            with contextlib.suppress(OSError):
                return socket.create_connection((address, self.target.port), self.timeout)
        return socket.create_connection((last, self.target.port), self.timeout)

    def cut(self) -> None:
        """Ends whatever is being waited for; called from another thread."""
        with contextlib.suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)
