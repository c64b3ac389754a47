"""How a desk is set up."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from tallybook.errors import UsageError

__all__ = ["DeskSettings", "is_loopback"]


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Which book a desk serves, where and to whom.

    `host`, `port`: what it binds to. `hosts`: further names under which it may be asked for, of a proxy before it; a
    request under any other name is refused, so that a page elsewhere cannot reach it by pointing its own name here.
    `person`: who works at a desk without accounts. `public`: only the read-only public view is served. `https`: every
    request comes over TLS, which ends at a proxy. `proxies`: addresses or networks of proxies that are believed when
    they say (X-Forwarded-For, X-Forwarded-Proto) who asks and how.
    """

    book: Path
    host: str = "127.0.0.1"
    port: int = 8420
    hosts: tuple[str, ...] = field(default=())
    person: str = ""
    public: bool = False
    https: bool = False
    proxies: tuple[str, ...] = field(default=())

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def shared(self) -> bool:
        """Whether others can reach it, by its address or through a proxy; nobody is its owner without signing in."""
        return not self.local or self.https or bool(self.proxies) or not all(is_loopback(name) for name in self.hosts)

    @property
    def trusted(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """`proxies` as networks. Raises UsageError for what is neither an address nor a network."""
        try:
            return tuple(ipaddress.ip_network(name) for name in self.proxies)
        except ValueError as error:
            raise UsageError(f"A trusted proxy is an address or a network such as 10.0.0.0/8: {error}.") from error


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own: `localhost`, 127.0.0.0/8, ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
