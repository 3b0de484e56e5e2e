"""The company's seal: made once at the first start, kept from other eyes, or brought along as PKCS#12."""

import pickle
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import pkcs12

from evidence.identity import BadIdentity, Identity, ensure_identity, load_identity, make_identity


def test_the_certificate_names_the_company_and_lasts_ten_years(identity: Identity, now: datetime) -> None:
    certificate = x509.load_der_x509_certificate(identity.certificate)
    assert "CN=Climatique Modèle" in certificate.subject.rfc4514_string()
    assert certificate.not_valid_before_utc == now
    assert timedelta(days=3650) < identity.expires_at - now < timedelta(days=3655)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert len(identity.fingerprint) == 64


def test_a_long_company_name_is_cut_where_certificates_end(now: datetime) -> None:
    identity = load_identity(make_identity("Société " + "très " * 30 + "longue", now))
    certificate = x509.load_der_x509_certificate(identity.certificate)
    (name,) = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert 60 <= len(str(name.value).encode()) <= 64


def test_the_first_start_writes_it_for_the_owner_only_and_later_starts_keep_it(tmp_path: Path, now: datetime) -> None:
    path = tmp_path / "new folder" / "identity.p12"
    first = ensure_identity(path, "Climatique Modèle", now)
    assert path.stat().st_mode & 0o777 == 0o600
    assert ensure_identity(path, "Another name", now + timedelta(days=1)) == first
    assert [found.name for found in path.parent.iterdir()] == ["identity.p12"]


def test_the_company_can_bring_its_own_with_a_passphrase(identity: Identity) -> None:
    key = serialization.load_der_private_key(identity.key, None)
    certificate = x509.load_der_x509_certificate(identity.certificate)
    brought = pkcs12.serialize_key_and_certificates(
        b"own",
        key,
        certificate,
        None,
        serialization.BestAvailableEncryption("môt de passe".encode()),  # type: ignore[arg-type]
    )
    assert load_identity(brought, "môt de passe") == identity
    for wrong in (None, "another"):
        with pytest.raises(BadIdentity, match="unreadable"):
            load_identity(brought, wrong)


def test_files_that_hold_no_usable_key_are_named(identity: Identity) -> None:
    certificate = x509.load_der_x509_certificate(identity.certificate)
    only_certificate = pkcs12.serialize_key_and_certificates(
        b"x", None, certificate, None, serialization.NoEncryption()
    )
    unusual = pkcs12.serialize_key_and_certificates(
        b"x", ed25519.Ed25519PrivateKey.generate(), None, None, serialization.NoEncryption()
    )
    for data, code in ((b"-----BEGIN", "unreadable"), (only_certificate, "no_key"), (unusual, "no_key")):
        with pytest.raises(BadIdentity) as refused:
            load_identity(data)
        assert refused.value.code == code


def test_an_identity_travels_to_the_sealing_worker_but_does_not_print_its_key(identity: Identity) -> None:
    assert pickle.loads(pickle.dumps(identity)) == identity
    assert repr(identity.key) not in repr(identity)
