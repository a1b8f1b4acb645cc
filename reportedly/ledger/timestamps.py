"""Time-stamps: what a time-stamp authority signed about a checkpoint, so that no ledger can be dated back (RFC 3161).

The authority gets the SHA-256 of the checkpoint's note, and answers with a token that holds it and the time. What it
answers is kept in the journal as it came, with the root certificate that it was checked against.
"""

from __future__ import annotations

import base64
import hashlib
import ssl
import warnings
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from sqlalchemy import Connection, Engine, select

from reportedly.intake.failure import Failure, FetchError
from reportedly.intake.guard import Guard
from reportedly.intake.problem import Unreadable
from reportedly.intake.url import parsed
from reportedly.intake.web import post
from reportedly.intake.wire import Limits
from reportedly.ledger import journal, projection, schema
from reportedly.ledger.checkpoints import Checkpoint
from reportedly.ledger.database import LedgerError, asking, writing
from reportedly.ledger.journal import Body, Entry

_QUERY = "application/timestamp-query"  # RFC 3161, 3.4
_LIMITS = Limits(on_wire=200_000, unpacked=200_000, redirects=0, seconds=30.0)
_GRANTED = 0
_FAILURES = {
    Failure.TIME: "no answer in time; try again later",
    Failure.SIZE: "its answer is larger than any time-stamp",
    Failure.TYPE: "its answer is packed in a way that we did not ask for",
}


@dataclass(frozen=True, slots=True)
class Authority:
    """A time-stamp authority, by its URL (http or https), which may lie in the operator's own network.

    `certificate` is a PEM file of the roots to believe it by; without it, those that browsers believe (certifi).
    """

    url: str
    certificate: Path | None = None


@dataclass(frozen=True, slots=True)
class Timestamp:
    """What `authority` (its URL) said: that the checkpoint of entry `checkpoint` was there at `at` (UTC, ISO 8601).

    `response` is its answer, a TimeStampResp in DER as `openssl ts` reads it; `root` the certificate that it was
    checked against, in DER; `entry` the number of the entry that holds all this.
    """

    checkpoint: int
    authority: str
    at: str
    response: bytes
    root: bytes
    entry: int

    @property
    def document(self) -> Body:
        """As JSON values, for the journal and for proofs."""
        return {
            "checkpoint": self.checkpoint,
            "authority": self.authority,
            "at": self.at,
            "response": base64.b64encode(self.response).decode(),
            "root": base64.b64encode(self.root).decode(),
        }


def timestamps_of(connection: Connection, checkpoint: Checkpoint) -> list[Timestamp]:
    """The time-stamps of a checkpoint, oldest first."""
    row = schema.entry.c
    found = connection.execute(
        select(schema.entry).where(row.kind == "timestamp", row.seq > checkpoint.entry).order_by(row.seq)
    )
    entries = (Entry(one.seq, one.at, one.kind, bytes(one.body), bytes(one.hash)) for one in found)
    read = (from_document(entry.document(), entry.seq) for entry in entries)
    return [one for one in read if one.checkpoint == checkpoint.entry]


def from_document(body: Body, entry: int) -> Timestamp:
    """The time-stamp in a document of the journal or of a proof. Raises ValueError, KeyError or TypeError for none."""
    response, root = (base64.b64decode(body[name], validate=True) for name in ("response", "root"))
    return Timestamp(int(body["checkpoint"]), str(body["authority"]), str(body["at"]), response, root, entry)


def stamp(engine: Engine, checkpoint: Checkpoint, authority: Authority) -> Timestamp:
    """Have a checkpoint stamped and keep the answer; one that this authority has stamped already is not asked again.

    Raises LedgerError, with what to do, where the authority cannot be asked or does not answer as it should; nothing
    is kept then, and the checkpoint stands as it was.
    """
    with asking(engine) as connection:
        for known in timestamps_of(connection, checkpoint):
            if known.authority == authority.url:
                return known
    roots = trusted(authority.certificate)
    note = checkpoint.note.encode()
    request = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).build()
    answer, media_type = _asked(authority.url, request.as_bytes())
    try:
        response = _granted(answer, media_type)
        if response.tst_info.nonce != request.nonce:
            raise LedgerError("it answers another question than ours (wrong nonce), as one who repeats an old answer")
        root = _root(response, note, roots)
        at = response.tst_info.gen_time.isoformat()
    except LedgerError as error:
        raise LedgerError(f"the time-stamp authority {authority.url}: {error}") from None
    made = Timestamp(checkpoint.entry, authority.url, at, answer, root.public_bytes(Encoding.DER), 0)
    with writing(engine) as connection:
        entry = projection.enter(journal.Pen(connection), "timestamp", made.document)
    return from_document(made.document, entry.seq)


def holds(stamped: Timestamp, note: str) -> None:
    """Raises LedgerError where a time-stamp is not one of this note, or not signed under the root kept with it."""
    try:
        root = x509.load_der_x509_certificate(stamped.root)
    except ValueError:
        raise LedgerError("the root certificate beside the time-stamp is broken") from None
    response = _granted(stamped.response)
    _root(response, note.encode(), (root,))
    if response.tst_info.gen_time.isoformat() != stamped.at:
        raise LedgerError(f"the time-stamp is not of {stamped.at}")


def stamped_in(proof: Body) -> Iterator[Timestamp]:
    """The time-stamps in an inclusion proof, each once it is checked. Raises LedgerError where one does not hold."""
    for document in proof.get("timestamps", ()):
        try:
            stamped = from_document(document, 0)
        except (ValueError, KeyError, TypeError):
            raise LedgerError("a time-stamp in this proof is damaged") from None
        holds(stamped, proof["checkpoint"])
        yield stamped


def is_trusted(stamped: Timestamp, roots: Iterable[x509.Certificate]) -> bool:
    """Whether the root of a time-stamp is one of these."""
    return any(root.public_bytes(Encoding.DER) == stamped.root for root in roots)


def trusted(certificate: Path | None) -> tuple[x509.Certificate, ...]:
    """The root certificates in a PEM file, or those of certifi. Raises LedgerError where the file has none."""
    if certificate is None:
        return _common()
    try:
        return tuple(x509.load_pem_x509_certificates(certificate.read_bytes()))
    except OSError as error:
        raise LedgerError(f"cannot read {certificate}: {error.strerror}") from None
    except ValueError:
        raise LedgerError(f"no certificates in {certificate}: they are wanted in PEM, as openssl writes them") from None


@cache
def _common() -> tuple[x509.Certificate, ...]:
    # OpenSSL parts the file; one that cryptography finds odd, as old roots are, must not keep it from the others
    roots = []
    for one in ssl.create_default_context(cafile=certifi.where()).get_ca_certs(binary_form=True):
        with warnings.catch_warnings(), suppress(ValueError, CryptographyDeprecationWarning):
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            roots.append(x509.load_der_x509_certificate(one))
    return tuple(roots)


def _asked(url: str, request: bytes) -> tuple[bytes, str]:
    """What the authority answers, and as what. The operator named it, so it may be where no page may send us."""
    try:
        where = parsed(url)
        guard = Guard(allow=(f"[{where.host}]:{where.port}" if ":" in where.host else f"{where.host}:{where.port}",))
        answer = post(url, request, media_type=_QUERY, limits=_LIMITS, guard=guard)
    except FetchError as error:
        advice = "try again later" if error.is_passing else "check the URL"
        why = f"HTTP {error.status}; {advice}" if error.failure is Failure.STATUS else error.message
        why = _FAILURES.get(error.failure, why)
    except Unreadable as error:
        why = error.message
    else:
        return answer.data, answer.media_type
    raise LedgerError(f"the time-stamp authority {url}: {why}") from None


def _granted(answer: bytes, media_type: str = "") -> TimeStampResponse:
    """The answer, if it has a token in it. Raises LedgerError."""
    try:
        response = decode_timestamp_response(answer)
        status, reasons = response.status, "; ".join(response.status_string)
    except ValueError:
        what = f"{media_type}, no time-stamp" if media_type.startswith("text/") else "no time-stamp in DER"
        raise LedgerError(f"it answers with {what}; check the URL") from None
    if status != _GRANTED:
        raise LedgerError(f"it refuses (status {status}{': ' + reasons if reasons else ''})")
    return response


def _root(response: TimeStampResponse, note: bytes, roots: Iterable[x509.Certificate]) -> x509.Certificate:
    """The one of the roots that the token is signed under. Raises LedgerError where it is of other words, or none."""
    try:
        imprint = response.tst_info.message_imprint.message
    except ValueError:
        raise LedgerError("its time-stamp is broken") from None
    if imprint != hashlib.sha256(note).digest():
        raise LedgerError("its time-stamp is of something else than this checkpoint")
    why = "no root certificates to check it by"
    for root in roots:
        try:
            VerifierBuilder(roots=[root]).build().verify_message(response, note)
        except VerificationError as error:
            why = str(error)
        except ValueError:
            raise LedgerError("its time-stamp is broken") from None
        else:
            return root
    if "certificate verify error" in why:
        raise LedgerError("its certificate leads to no root that is trusted here: name its root with --tsa-certificate")
    raise LedgerError(f"its signature does not hold ({why.partition(': ErrorStack')[0]})")
