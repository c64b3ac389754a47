"""How a desk is set up."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["DeskSettings", "is_loopback"]


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """Which book a desk serves, where and to whom.

    `host`, `port`: what it binds to. `hosts`: further names under which it may be asked for, of a proxy before it; a
    request under any other name is refused, so that a page elsewhere cannot reach it by pointing its own name here.
    `person`: who works at a desk without accounts. `public`: only the read-only public view is served.
    """

    book: Path
    host: str = "127.0.0.1"
    port: int = 8420
    hosts: tuple[str, ...] = field(default=())
    person: str = ""
    public: bool = False

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own: `localhost`, 127.0.0.0/8, ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
