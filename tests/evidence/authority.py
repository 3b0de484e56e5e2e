"""A time stamping authority (RFC 3161) on loopback: it stamps, or is down, or stamps something else than asked."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

NAME = "Horodatage Exemple"


@dataclass
class Authority:
    """`down` answers 503; `careless` stamps another signature's hash. `asked` counts the questions."""

    stamper: DummyTimeStamper
    url: str = ""
    down: bool = False
    careless: bool = False
    asked: int = 0

    def answer(self, question: bytes) -> bytes | None:
        self.asked += 1
        if self.down:
            return None
        request = tsp.TimeStampReq.load(question)
        if self.careless:
            request["message_imprint"]["hashed_message"] = bytes(32)
        response = self.stamper.request_tsa_response(tsp.TimeStampReq.load(request.dump(force=True)))
        return bytes(response.dump())


@contextlib.contextmanager
def authority(now: datetime) -> Iterator[Authority]:
    """One that stamps `now`, until the block ends."""
    found = Authority(DummyTimeStamper(*_certificate(now), fixed_dt=now.astimezone(UTC)))

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = found.answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(503 if answer is None else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer or b"")))
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *_: object) -> None:
            """Nothing on the tests' output."""

    server = HTTPServer(("127.0.0.1", 0), Desk)
    found.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(now: datetime) -> tuple[asn1_x509.Certificate, asn1_keys.PrivateKeyInfo]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    private = key.private_bytes(der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return asn1_x509.Certificate.load(certificate.public_bytes(der)), asn1_keys.PrivateKeyInfo.load(private)
