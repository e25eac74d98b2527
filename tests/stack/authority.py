"""An authority for tests, and certificates of it for this computer."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Signs certificates; `file` is what has to be trusted."""

    file: Path
    _key: ec.EllipticCurvePrivateKey
    _name: x509.Name

    def certificate(self, folder: Path, name: str = "server") -> tuple[Path, Path]:
        """The files of a new certificate for loopback, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [
            x509.DNSName("localhost"),
            x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
        ]
        made = (
            _builder(_named(name), self._name, key)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        chain, private = folder / f"{name}.pem", folder / f"{name}.key"
        chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(_pem(key))
        return chain, private

    def trusting(self) -> ssl.SSLContext:
        """For a client that trusts this authority and no other."""
        return ssl.create_default_context(cafile=str(self.file))


@dataclass(frozen=True)
class Tls:
    """The two ends of a TLS connection."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def authority(folder: Path) -> Authority:
    """A new one, its certificate in `folder`."""
    key, name = ec.generate_private_key(ec.SECP256R1()), _named("Test authority")
    usage = x509.BasicConstraints(ca=True, path_length=0)
    made = _builder(name, name, key).add_extension(usage, critical=True).sign(key, hashes.SHA256())
    file = folder / "authority.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return Authority(file, key, name)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
