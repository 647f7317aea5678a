"""`sampler certificate verify` and `sampler receipt verify`: for providers who have sampler, and for us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from sampler.cli.options import FilePath, json_option
from sampler.cli.render import emit, say
from sampler.cli.session import home_folder, looking
from sampler.custody.session import Session
from sampler.model.certificate import Certificate
from sampler.model.report import Receipt
from sampler.model.returned import Return
from sampler.report.verifying import Verified, verify_file

signer_option = click.option(
    "--signer", default="", help="The signer's fingerprint, SHA256:…, as it came by another channel."
)


@contextmanager
def _perhaps() -> Iterator[Session | None]:
    """The home if there is one: who checks a document needs none."""
    if not home_folder().is_dir():
        yield None
        return
    with looking() as session:
        yield session


@click.group("certificate")
def certificate_command() -> None:
    """Verify a certificate of destruction."""


@certificate_command.command("verify")
@click.argument("file", type=FilePath)
@signer_option
@json_option
def verify_certificate(*, file: Path, signer: str, as_json: bool) -> None:
    """Check a certificate's signature, key and anchor; FILE.sig lies beside it. Exit 3 no, 6 changed.

    Example: sampler certificate verify certificate-acme-K1.json --signer SHA256:…
    """
    with _perhaps() as session:
        found = verify_file(session, file, Certificate, signer)
    _tell(found, f"certificate {found.document.id}", as_json=as_json)
    if isinstance(found.document, Certificate) and not as_json:
        left = "" if found.document.kind == "final" else ": it does not say that everything is destroyed"
        say(f"it is {found.document.kind}{left}")


@click.group("receipt")
def receipt_command() -> None:
    """Verify a receipt, or the record of a return."""


@receipt_command.command("verify")
@click.argument("file", type=FilePath)
@signer_option
@json_option
def verify_receipt(*, file: Path, signer: str, as_json: bool) -> None:
    """Check a receipt's signature, key and anchor; FILE.sig lies beside it. Exit 3 no, 6 changed.

    Also checks the record of a return, return-RT1.json.

    Example: sampler receipt verify receipt-acme-1.json --signer SHA256:…
    """
    with _perhaps() as session:
        found = verify_file(session, file, Receipt, signer)
    name = "return" if isinstance(found.document, Return) else "receipt"
    _tell(found, f"{name} {found.document.id}", as_json=as_json)


def _tell(found: Verified, name: str, *, as_json: bool) -> None:
    document = found.document
    if as_json:
        about = {"id": document.id, "deal": document.deal, "anchor": document.anchor, "signer": found.signer}
        kind = {"kind": document.kind} if isinstance(document, Certificate) else {}
        emit({**about, **kind, "trust": found.trust, "in_ledger": found.in_ledger})
        return
    say(f"{name} is as it was signed, by {found.trust}: {found.signer}")
    if found.in_ledger:
        say(f"its anchor {document.anchor} stands in this home's ledger, which verifies")
    else:
        say(f"its anchor {document.anchor} is of another home's ledger: keep it, it catches a rewrite")
