"""The broker's settings: read once from the environment and flags, checked, then frozen. Pure."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from broker.wire.messages import is_name

PREFIX: Final = "AFFIANCO_"
COOKIE: Final = "__Host-affianco"
"""Name of the sign-in cookie. Browsers keep a `__Host-` cookie only with `Secure`, `Path=/` and
no `Domain` (RFC 6265bis, 4.1.3.2); they take loopback as secure."""
DEVICE_COOKIE: Final = "__Host-affianco-device"
"""Name of the cookie by which a browser that signed in before is known again."""

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_LOOPBACK_HOSTS: Final = ("127.0.0.1", "localhost", "[::1]")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadSetting(ValueError):
    """A setting that cannot be used: `field` is its name, `reason` the key of a sentence."""

    def __init__(self, field: str, reason: str, value: object) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.value = str(value)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def flag(name: str) -> str:
    """The command line flag of a setting."""
    return "--" + name.replace("_", "-")


@dataclass(frozen=True)
class Settings:
    """Everything the broker can be told. docs/running.md says what each is for."""

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 8470
    public_url: str = ""
    """The address that browsers and agents use; empty means `host:port` on loopback."""
    name: str = "Affianco"
    organisation: str = "Affianco"
    database: str = ""
    """SQLAlchemy URL; empty means a SQLite file in `data_dir`."""
    secrets_key: str = ""
    """The key file of the secrets in the database; empty means `secrets.key` in `data_dir`."""
    ledger_key: str = ""
    """The key file that signs the log and receipts; empty means `ledger.key` in `data_dir`."""
    tls_cert: str = ""
    """The certificate with its chain, PEM; with `tls_key` the broker itself speaks TLS."""
    tls_key: str = ""
    """The certificate's private key, PEM, without a passphrase."""
    waiting_max: int = 1000
    """Agents that wait at most."""
    node: str = "main"
    """This process's name in the ledger; two that share a database need two names."""
    proxies: str = ""
    """Addresses or networks whose `X-Forwarded-For` is believed, separated by commas."""
    sign_in_hours: int = 12
    """How long a technician stays signed in."""
    zone: str = "Europe/Rome"
    """The zone whose days and months a bill counts in (IANA)."""
    log_level: str = "info"

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            reason = check(getattr(self, name))
            if reason:
                raise BadSetting(name, reason, getattr(self, name))
        if bool(self.tls_cert) is not bool(self.tls_key):
            lacking = "tls_key" if self.tls_cert else "tls_cert"
            raise BadSetting(lacking, "bad_tls_half", self.tls_cert or self.tls_key)
        if not self.public_url and not _is_loopback(self.host):
            raise BadSetting("public_url", "bad_public_url_missing", self.host)

    @cached_property
    def database_url(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database or f"sqlite+aiosqlite:///{self.data_dir / 'affianco.sqlite3'}"

    @cached_property
    def secrets_path(self) -> Path:
        """The key file in use."""
        return Path(self.secrets_key or self.data_dir / "secrets.key").expanduser().absolute()

    @cached_property
    def ledger_path(self) -> Path:
        """The key file in use that signs the log and receipts."""
        return Path(self.ledger_key or self.data_dir / "ledger.key").expanduser().absolute()

    @cached_property
    def own_url(self) -> str:
        """The address to give to people, without a slash at the end."""
        scheme = "https" if self.tls_cert else "http"
        return self.public_url.rstrip("/") or f"{scheme}://{_bracketed(self.host)}:{self.port}"

    @cached_property
    def origins(self) -> frozenset[str]:
        """The `Origin` values that are the broker's own page.

        One, or, on loopback, one for each name that this computer calls itself by.
        """
        parts = urlsplit(self.own_url)
        if not _is_loopback(parts.hostname or ""):
            return frozenset({_origin(self.own_url)})
        port = f":{parts.port}" if parts.port else ""
        return frozenset(f"{parts.scheme}://{host}{port}" for host in _LOOPBACK_HOSTS)

    @cached_property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The networks of `proxies`."""
        return _networks(self.proxies)


def load(environ: Mapping[str, str], flags: Mapping[str, str | None], data_dir: Path) -> Settings:
    """The settings from flags, else from the environment, else as they are by default.

    `data_dir` is the directory used where none is set. Raises `BadSetting`.
    """
    values: dict[str, Any] = {"data_dir": data_dir}
    for setting in fields(Settings):
        given = flags.get(setting.name)
        text = environ.get(variable(setting.name)) if given is None else given
        if text is not None:
            values[setting.name] = _READERS.get(setting.name, _text)(setting.name, text)
    return Settings(**values)


def default_data_dir(environ: Mapping[str, str], home: Path, platform: str) -> Path:
    """Where a user's programs keep their data (XDG Base Directory; its likes elsewhere)."""
    if platform == "win32":
        base = environ.get("LOCALAPPDATA")
        return (Path(base) if base else home / "AppData" / "Local") / "affianco"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "affianco"
    base = environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base.startswith("/") else home / ".local" / "share") / "affianco"


def _text(_name: str, text: str) -> str:
    return text.strip()


def _whole(name: str, text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text.strip()):
        raise BadSetting(name, "bad_number", text)
    return int(text)


def _directory(name: str, text: str) -> Path:
    if not text.strip():
        raise BadSetting(name, "bad_directory", text)
    return Path(text).expanduser().absolute()


def _networks(text: str) -> tuple[Network, ...]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    return tuple(ipaddress.ip_network(word, strict=False) for word in words)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _origin(url: str) -> str:
    parts = urlsplit(url)
    standard = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in (None, standard) else f":{parts.port}"
    return f"{parts.scheme}://{_bracketed(parts.hostname or '')}{port}"


def _between(least: int, most: int, reason: str) -> Callable[[int], str]:
    return lambda value: "" if least <= value <= most else reason


def _name_fault(value: str) -> str:
    return "" if is_name(value) else "bad_name"


def _host_fault(value: str) -> str:
    return "" if re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", value) else "bad_host"


def _node_fault(value: str) -> str:
    return "" if re.fullmatch(r"[A-Za-z0-9_-]{1,32}", value) else "bad_node"


def _proxies_fault(value: str) -> str:
    try:
        _networks(value)
    except ValueError:
        return "bad_proxies"
    return ""


def _database_fault(value: str) -> str:
    return (
        ""
        if not value or value.startswith(("sqlite+aiosqlite:///", "postgresql+"))
        else ("bad_database")
    )


def _public_url_fault(value: str) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return "bad_public_url"
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return "bad_public_url"
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "bad_public_url"
    if parts.scheme == "http" and not _is_loopback(host):
        return "bad_public_url_plain"
    return ""


def _zone_fault(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "bad_zone"
    return ""


def _level_fault(value: str) -> str:
    return "" if value in LOG_LEVELS else "bad_log_level"


_READERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "port": _whole,
    "waiting_max": _whole,
    "sign_in_hours": _whole,
    "data_dir": _directory,
}
_CHECKS: Final[Mapping[str, Callable[[Any], str]]] = {
    "host": _host_fault,
    "port": _between(1, 65535, "bad_port"),
    "public_url": _public_url_fault,
    "name": _name_fault,
    "organisation": _name_fault,
    "database": _database_fault,
    "waiting_max": _between(1, 1_000_000, "bad_waiting_max"),
    "node": _node_fault,
    "proxies": _proxies_fault,
    "sign_in_hours": _between(1, 24 * 30, "bad_sign_in_hours"),
    "zone": _zone_fault,
    "log_level": _level_fault,
}
