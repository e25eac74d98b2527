"""Who is at the other end of a request, as far as limits are concerned. Pure."""

import ipaddress
from collections.abc import Iterable, Sequence

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def client_address(peer: str, forwarded: Sequence[str], proxies: Iterable[Network]) -> str:
    """The address of the client behind trusted proxies.

    `peer` is the other end of the TCP connection; `forwarded` holds the addresses of
    `X-Forwarded-For`, first to last. They are read from the end, and believed only as long as
    the one who wrote them is a trusted proxy: everything before that is the client's own word.
    """
    trusted = tuple(proxies)
    address = peer
    for previous in reversed(forwarded):
        if not _inside(address, trusted) or _parsed(previous) is None:
            return address
        address = previous
    return address


def limit_key(address: str) -> str:
    """The key under which limits count an address: IPv4 as it is, IPv6 by its /64.

    One subscriber has at least a /64 (RFC 6177), so counting single IPv6 addresses limits nobody.
    """
    parsed = _parsed(address)
    if parsed is None:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), 64), strict=False))


def _inside(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
