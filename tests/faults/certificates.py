"""Certificates for servers on loopback, good ones and bad ones, by an authority of the test's own."""

import datetime
import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signer:
    name: x509.Name
    key: ec.EllipticCurvePrivateKey


class Authority:
    """Signs certificates for ``localhost``; a client that is told of ``file`` trusts it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._signer = _Signer(name=_name("Fault Authority"), key=ec.generate_private_key(ec.SECP256R1()))
        certificate = _sign(self._signer, self._signer, days=30, is_authority=True)
        self.file = folder / "authority.pem"
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str = "localhost", *, days: int = 30, is_signed: bool = True) -> ssl.SSLContext:
        """A server's context; ``days`` until its certificate ends, negative if it has ended already."""
        own = _Signer(name=_name(host), key=ec.generate_private_key(ec.SECP256R1()))
        certificate = _sign(own, self._signer if is_signed else own, days=days, host=host)
        path = self._folder / f"{host}{days}{is_signed}.pem"
        key = own.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(key + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _sign(
    own: _Signer, signer: _Signer, *, days: int, host: str | None = None, is_authority: bool = False
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(own.name)
        .issuer_name(signer.name)
        .public_key(own.key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 60 * DAY)
        .not_valid_after(now + days * DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False
        )
    )
    if host is not None:
        names = [x509.DNSName(host), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        builder = builder.add_extension(
            x509.SubjectAlternativeName(names if host == "localhost" else names[:1]), critical=False
        )
    return builder.sign(signer.key, hashes.SHA256())
