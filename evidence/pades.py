"""The PAdES signature itself, made and checked with pyHanko. Heavy to import: `evidence.seal` and `evidence.verify`

load it at their first call. Nobody else imports it.
"""

import asyncio
import binascii
import hashlib
import io
import logging
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from asn1crypto import cms, keys, tsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.attributes import CMSAttributeProvider, SignedAttributeProviderSpec
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import as_signing_certificate_v2, extract_certificate_info
from pyhanko.sign.signers.pdf_cms import ExternalSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidence.identity import Identity
from evidence.seal import NoTimestamp

# What pyHanko has to say about a damaged file is in our verdict; its log would repeat it with a traceback each time.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

T = TypeVar("T")

FIELD = "Seal"
DIGEST = "sha256"
TSA_TIMEOUT = 10
"""Seconds for each of the two questions to the time stamping authority (the first tells how long its answers are)."""


class Unsigned(Exception):
    """No signature in the file."""


class Foreign(Exception):
    """A sound signature, but not a seal of ours: made under another name, or permitting changes."""


class Broken(Exception):
    """A signature that does not hold for these bytes."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Stamp:
    """What a time stamping authority attested: the signature was there at that time (UTC)."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Found:
    """What a sound seal says."""

    signer: str
    signed_at: datetime | None
    fingerprint: str
    attachments: dict[str, bytes]
    stamp: Stamp | None


# --- making -----------------------------------------------------------------------------------------------------


class _AllCertificates(CMSAttributeProvider, SignedAttributeProviderSpec):
    """Signing-certificate-v2 (RFC 5035 §3) over the whole chain, so that no embedded certificate is unprotected."""

    attribute_type = "signing_certificate_v2"

    def __init__(self, certificates: list[x509.Certificate]) -> None:
        self._certificates = certificates

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        return [self]

    async def build_attr_value(self, dry_run: bool = False) -> tsp.SigningCertificateV2:
        named = [as_signing_certificate_v2(certificate)["certs"][0] for certificate in self._certificates]
        return tsp.SigningCertificateV2({"certs": named})


class _Writer(IncrementalPdfFileWriter):
    """Appends the signature and nothing else, the same way each time; document information and XMP stay."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """The second half of the identifier names the revision (ISO 32000-1 §14.4): from the bytes, not at random."""
        document = super()._handle_id(prev)[0]
        prev.stream.seek(0)
        revision = hashlib.sha256(b"sealed" + prev.stream.read()).digest()[:16]
        return generic.ArrayObject([document, generic.ByteStringObject(revision)])

    def _update_meta(self) -> None:
        """Leave them: a new modification date would touch the PDF/A marks and make sealing unrepeatable."""


class _Signer(PdfSigner):
    """A signer whose clock is an argument."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._now
        return session


def certify(
    pdf: bytes, identity: Identity, *, reason: str, location: str, now: datetime, tsa_url: str | None = None
) -> bytes:
    """See `evidence.seal.seal`."""
    certificate = x509.Certificate.load(identity.certificate)
    chain = [x509.Certificate.load(der) for der in identity.chain]
    registry = SimpleCertificateStore()
    registry.register_multiple(chain)
    signer = SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(identity.key),
        cert_registry=registry,
    )
    signer.signed_attr_prov_spec = _AllCertificates([certificate, *chain])
    try:
        writer = _Writer(io.BytesIO(pdf))
        if writer.prev.embedded_signatures:
            raise ValueError("already signed")
    except PdfReadError as error:
        raise ValueError("not a readable PDF") from error
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    stamper = HTTPTimeStamper(tsa_url, timeout=TSA_TIMEOUT) if tsa_url else None
    try:
        sealed: io.BytesIO = _Signer(metadata, signer, now=now.astimezone(UTC), timestamper=stamper).sign_pdf(writer)
    except (TimestampRequestError, TimeoutError) as error:
        raise NoTimestamp(type(error.__cause__ or error).__name__) from None
    if stamper is not None:
        try:
            check(sealed.getvalue())
        except Broken as error:
            raise NoTimestamp(error.problem) from None
    return sealed.getvalue()


# --- checking ---------------------------------------------------------------------------------------------------


def check(pdf: bytes) -> Found:
    """Raises Unsigned, Foreign, Broken, and anything else that a parser raises on a damaged file."""
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_signatures
    if not signatures:
        raise Unsigned
    # Only the latest can cover the whole file; anything before it is inside what it covers.
    signature = signatures[-1]
    value = _signature_value(pdf, signature)
    signed_data = cms.ContentInfo.load(value)["content"]
    certificates = [choice.chosen for choice in signed_data["certificates"]]
    info = signed_data["signer_infos"][0]
    signer = signature.signer_cert
    intact, valid = validate_sig_integrity(info, signer, "data", signature.compute_digest())
    if not (intact and valid):
        raise Broken("digest")
    # From here on everything inside the byte range is what the signer signed.
    ours = signature.field_name == FIELD and signature.docmdp_level is MDPPerm.NO_CHANGES
    if not ours or len(signatures) != 1:
        raise Foreign
    token = _token(info)
    if not _names_all(info, certificates) or _rebuilt(info, signer, certificates, token) != value:
        raise Broken("signature_value")
    return Found(
        signer=_display_name(signer),
        signed_at=signature.self_reported_timestamp,
        fingerprint=hashlib.sha256(signer.dump()).hexdigest(),
        attachments=_attachments(reader),
        stamp=_stamp(token, info) if token is not None else None,
    )


def _token(info: cms.SignerInfo) -> cms.ContentInfo | None:
    """The time stamp's token, the only unsigned attribute that a seal of ours may have."""
    attributes = info["unsigned_attrs"]
    if attributes.native is None:
        return None
    if len(attributes) != 1 or attributes[0]["type"].native != "signature_time_stamp_token":
        raise Broken("signature_value")
    return attributes[0]["values"][0]


def _stamp(token: cms.ContentInfo, info: cms.SignerInfo) -> Stamp:
    """What a time stamp says, once sure that its authority signed it and that it is about this signature (RFC 3161)."""
    signed_data = token["content"]
    content = signed_data["encap_content_info"]["content"]
    stated: tsp.TSTInfo = content.parsed
    imprint = stated["message_imprint"]
    digest = hashlib.new(imprint["hash_algorithm"]["algorithm"].native, info["signature"].native).digest()
    stamper, signer = signed_data["signer_infos"][0], extract_certificate_info(signed_data).signer_cert
    of_content = hashlib.new(stamper["digest_algorithm"]["algorithm"].native, bytes(content)).digest()
    if digest != imprint["hashed_message"].native or not all(
        validate_sig_integrity(stamper, signer, "tst_info", of_content)
    ):
        raise Broken("time_stamp")
    return Stamp(stated["gen_time"].native, _display_name(signer))


def _signature_value(pdf: bytes, signature: EmbeddedPdfSignature) -> bytes:
    """The CMS bytes, once sure that the byte range leaves out exactly their hexadecimal form and nothing else."""
    byte_range = list(signature.byte_range)
    if len(byte_range) != 4:
        raise Broken("bytes_uncovered")
    start, before, resume, after = byte_range
    if start != 0 or not 0 < before < resume or resume + after != len(pdf):
        raise Broken("bytes_uncovered")
    gap = pdf[before:resume]
    if gap[:1] != b"<" or gap[-1:] != b">":
        raise Broken("bytes_uncovered")
    hexadecimal = gap[1:-1]
    content = binascii.unhexlify(hexadecimal)
    length = len(cms.ContentInfo.load(content).dump())
    canonical = binascii.hexlify(content).upper() == hexadecimal and not any(content[length:])
    if not canonical or signature.pkcs7_content != content:
        raise Broken("signature_value")
    return content[:length]


def _names_all(info: cms.SignerInfo, certificates: list[x509.Certificate]) -> bool:
    """Whether the signed attributes name exactly the certificates that are embedded."""
    named = [
        certificate_id["cert_hash"].native
        for attribute in info["signed_attrs"]
        if attribute["type"].native == "signing_certificate_v2"
        for certificate_id in attribute["values"][0]["certs"]
    ]
    return sorted(named) == sorted(hashlib.sha256(certificate.dump()).digest() for certificate in certificates)


class _Again(TimeStamper):  # type: ignore[misc]
    """Gives the token that was given before."""

    def __init__(self, token: cms.ContentInfo) -> None:
        super().__init__()
        self._token = token

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return self._token


def _rebuilt(
    info: cms.SignerInfo,
    signer: x509.Certificate,
    certificates: list[x509.Certificate],
    token: cms.ContentInfo | None,
) -> bytes:
    """The one encoding that a seal of ours has with these attributes, certificates and signature.

    A signature leaves some of its own container unsigned (versions, algorithm parameters, room for more attributes);
    comparing with the rebuilt container leaves no byte there free to change.
    """
    chain = SimpleCertificateStore()
    chain.register_multiple(other for other in certificates if other.dump() != signer.dump())
    form = ExternalSigner(signer, chain, info["signature"].native)
    attributes = cms.CMSAttributes.load(info["signed_attrs"].untag().dump())
    again = _Again(token) if token is not None else None
    container = _finished(form.async_sign_prescribed_attributes(DIGEST, attributes, timestamper=again))
    encoded: bytes = container.dump()
    return encoded


def _finished(work: Coroutine[Any, Any, T]) -> T:
    """The coroutine's result. Where an event loop runs already, another one runs it in a thread of its own."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


def _display_name(certificate: x509.Certificate) -> str:
    subject = certificate.subject.native
    return str(subject.get("common_name") or subject.get("organization_name") or certificate.subject.human_friendly)


def _attachments(reader: PdfFileReader) -> dict[str, bytes]:
    """The embedded files by name (ISO 32000-1 §7.11.4); only flat name trees, as we write them."""
    try:
        entries = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    except KeyError:
        return {}
    specifications = [entries[index] for index in range(1, len(entries), 2)]
    return {str(spec["/F"]): spec["/EF"]["/F"].data for spec in specifications}
