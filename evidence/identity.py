"""The company's signing certificate: made once at the first start, or the company's own PKCS#12 file.

A certificate made here is self-signed: readers can tell that nothing changed since sealing, but have no third party's
word for the company's *name*; that takes a certificate from an authority that readers trust. RSA because every PDF
reader checks it, and because its signature (PKCS#1 v1.5) is the same each time, so sealing twice gives the same file.
Imports cryptography; used by `evidence.seal`, called by `app` at start and by `courier`'s workers.
"""

import contextlib
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

VALID_FOR = timedelta(days=3652)
"""Ten years."""
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning, RFC 9336. Readers that check with NSS (poppler, Okular) want e-mail protection as well."""
LONGEST_NAME = 64
"""ub-common-name and ub-organization-name, RFC 5280 appendix A.1; counted in bytes of UTF-8 to be safe."""


class BadIdentity(Exception):
    """A signing certificate that cannot be used.

    `code`: `unreadable` (not PKCS#12, or the passphrase is wrong), `no_key` (no private key or certificate in it),
    `unsupported_key` (RSA from 2048 bits and NIST curves are taken).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, repr=False)
class Identity:
    """A private key with its certificate and the authorities' certificates above it, all DER; can be pickled."""

    key: bytes
    certificate: bytes
    chain: tuple[bytes, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of the certificate, as the verdict of a verification names it."""
        return x509.load_der_x509_certificate(self.certificate).fingerprint(hashes.SHA256()).hex()

    @property
    def expires_at(self) -> datetime:
        """When the certificate ends, UTC."""
        return x509.load_der_x509_certificate(self.certificate).not_valid_after_utc


def make_identity(company_name: str, now: datetime) -> bytes:
    """A new self-signed certificate for sealing, with its key, as PKCS#12 without passphrase; valid for ten years.

    A name longer than a certificate allows (64 bytes) is cut.
    """
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    label = company_name.strip().encode()[:LONGEST_NAME].decode(errors="ignore")
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, label), x509.NameAttribute(NameOID.COMMON_NAME, label)]
    )
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_document_signing_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .add_extension(subject_key, critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_key), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"constat", key, certificate, None, serialization.NoEncryption())


def load_identity(data: bytes, passphrase: str | None = None) -> Identity:
    """Read a PKCS#12 file, ours or the company's own. Raises BadIdentity."""
    secret = passphrase.encode() if passphrase else None
    try:
        store = pkcs12.load_pkcs12(data, secret)
    except ValueError as error:
        raise BadIdentity("unreadable") from error
    if store.key is None or store.cert is None:
        raise BadIdentity("no_key")
    key, certificate = store.key, store.cert.certificate
    rsa_taken = isinstance(key, rsa.RSAPrivateKey) and key.key_size >= 2048
    curve_taken = isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(
        key.curve, ec.SECP256R1 | ec.SECP384R1 | ec.SECP521R1
    )
    if not (rsa_taken or curve_taken):
        raise BadIdentity("unsupported_key")
    return Identity(
        key=key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate=certificate.public_bytes(serialization.Encoding.DER),
        chain=tuple(extra.certificate.public_bytes(serialization.Encoding.DER) for extra in store.additional_certs),
    )


def ensure_identity(path: Path, company_name: str, now: datetime) -> Identity:
    """The identity kept at `path`, made and written there (mode 0600, whole or not at all) when there is none.

    Two processes starting together end with the same one. Raises BadIdentity when what is there cannot be read.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".identity-")  # mkstemp gives mode 0600
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(make_identity(company_name, now))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)  # unlike a rename, never replaces a key that came first
        finally:
            os.unlink(draft)
    return load_identity(path.read_bytes())


def _document_signing_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
