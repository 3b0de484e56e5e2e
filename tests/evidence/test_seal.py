"""A sealed report shows any change, and every tool says so: our own verification and poppler's `pdfsig`."""

import io
import random
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fpdf import FPDF
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from evidence.identity import Identity
from evidence.seal import seal
from evidence.verify import State, verify
from tests.evidence.documents import pdfsig


@pytest.fixture(scope="module")
def plain(now: datetime) -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(now)
    pdf.add_page()
    pdf.embed_file(
        basename="report.json",
        bytes=b'{"number":"RI-2026-0042"}',
        mime_type="application/json",
        creation_date=now,
        modification_date=now,
    )
    return bytes(pdf.output())


@pytest.fixture(scope="module")
def sealed(plain: bytes, identity: Identity, now: datetime) -> bytes:
    return seal(plain, identity, reason="Rapport RI-2026-0042", location="Lyon", now=now)


def test_a_sealed_report_says_who_when_and_what(sealed: bytes, identity: Identity, now: datetime) -> None:
    verdict = verify(sealed)
    assert verdict.state is State.INTACT
    assert verdict.problem is None
    assert verdict.signer == "Climatique Modèle"
    assert verdict.signed_at == now
    assert verdict.fingerprint == identity.fingerprint
    assert verdict.attachments == {"report.json": b'{"number":"RI-2026-0042"}'}


@pytest.mark.poppler
def test_poppler_agrees(sealed: bytes) -> None:
    said = pdfsig(sealed)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Certificate issuer is unknown." in said, "integrity is sure, the name is not: a self-signed certificate"


def test_sealing_keeps_the_bytes_shown_to_the_client_and_repeats_itself(
    plain: bytes, sealed: bytes, identity: Identity, now: datetime
) -> None:
    assert sealed.startswith(plain)
    assert seal(plain, identity, reason="Rapport RI-2026-0042", location="Lyon", now=now) == sealed


def test_a_report_is_sealed_once(sealed: bytes, identity: Identity, now: datetime) -> None:
    with pytest.raises(ValueError, match="already signed"):
        seal(sealed, identity, reason="", location="", now=now)
    with pytest.raises(ValueError, match="not a readable PDF"):
        seal(b"%PDF-1.7 and no more", identity, reason="", location="", now=now)


def test_any_single_changed_byte_is_noticed(sealed: bytes) -> None:
    chance = random.Random(20261124)
    unnoticed = []
    for _ in range(500):
        changed = bytearray(sealed)
        position = chance.randrange(len(sealed))
        changed[position] ^= chance.randrange(1, 256)
        if verify(bytes(changed)).state is not State.ALTERED:
            unnoticed.append(position)
    assert unnoticed == []


def test_no_byte_of_the_signature_value_is_free(sealed: bytes) -> None:
    """The one part that a signature cannot cover is itself: case, padding and unsigned fields must be fixed too."""
    start = sealed.index(b"/Contents <") + len(b"/Contents <")
    end = sealed.index(b">", start)
    unnoticed = []
    for position in range(start - 1, end + 1, 23):
        for replacement in (b"0", b"1", b"a", b"F", b" "):
            changed = sealed[:position] + replacement + sealed[position + 1 :]
            if changed != sealed and verify(changed).state is not State.ALTERED:
                unnoticed.append((position, replacement))
    lower = sealed[:start] + sealed[start:end].lower() + sealed[end:]
    assert unnoticed == []
    assert verify(lower).state is State.ALTERED


def test_an_appended_revision_is_noticed(sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/Lang"] = writer.root["/Type"]
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(sealed)
    assert verify(out.getvalue()).state is State.ALTERED


def test_bytes_added_or_missing_at_either_end_are_noticed(sealed: bytes) -> None:
    for changed in (sealed + b"\n", sealed + b"\0" * 300, b"\n" + sealed, sealed[:-1], sealed[1:], sealed[:-700]):
        assert verify(changed).state is State.ALTERED


def test_a_sound_signature_of_another_kind_is_not_called_our_seal(plain: bytes, identity: Identity) -> None:
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(identity.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(identity.key),
        cert_registry=None,
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(plain))
    approved = PdfSigner(PdfSignatureMetadata(field_name="Approval"), signer).sign_pdf(writer).getvalue()
    assert verify(approved).state is State.NOT_SEALED
    assert verify(approved).problem == "foreign_signature"


def test_what_was_never_sealed_is_called_so(plain: bytes, identity: Identity) -> None:
    for data, problem in (
        (plain, "no_signature"),
        (b"", "not_a_pdf"),
        (b"bonjour", "not_a_pdf"),
        (b"%PDF-1.7\n%%EOF", "no_signature"),
    ):
        verdict = verify(data)
        assert (verdict.state, verdict.problem) == (State.NOT_SEALED, problem)


def test_a_certificate_from_an_authority_works_with_its_chain(plain: bytes, now: datetime) -> None:
    identity = from_authority(now)
    sealed = seal(plain, identity, reason="Report", location="Lyon", now=now)
    verdict = verify(sealed)
    assert (verdict.state, verdict.signer) == (State.INTACT, "Plomberie Exemple")
    assert verdict.fingerprint == identity.fingerprint
    authority_in_hex = identity.chain[0].hex().upper().encode()
    position = sealed.index(authority_in_hex) + len(authority_in_hex) // 2
    for offset in range(0, 60, 3):
        changed = bytearray(sealed)
        changed[position + offset] ^= 1
        assert verify(bytes(changed)).state is State.ALTERED, "the authority's certificate is protected as well"


def test_loading_the_doors_does_not_load_the_machinery() -> None:
    """The main process imports these names; pyHanko's megabytes belong in workers."""
    program = "import sys, evidence.seal, evidence.verify; sys.exit('pyhanko' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def from_authority(now: datetime) -> Identity:
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def certificate(subject: str, public_key: ec.EllipticCurvePublicKey, *, ca: bool) -> bytes:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Autorité Exemple")])
        builder = x509.CertificateBuilder(issuer, name, public_key, x509.random_serial_number())
        builder = builder.not_valid_before(now).not_valid_after(now + timedelta(days=30))
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        return builder.sign(authority_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    return Identity(
        key=key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ),
        certificate=certificate("Plomberie Exemple", key.public_key(), ca=False),
        chain=(certificate("Autorité Exemple", authority_key.public_key(), ca=True),),
    )


async def test_a_seal_is_checked_the_same_inside_a_running_event_loop(sealed: bytes) -> None:
    assert verify(sealed).state is State.INTACT
