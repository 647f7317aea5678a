"""Invented certificates, reports and receipts for the tests of documents."""

from typing import Any

from sampler.model.certificate import Certificate, Claim, CopyLine, Gap, KeyEnd, Residue, SampleLine
from sampler.model.report import (
    CertificateRef,
    DestructionReport,
    Receipt,
    ReceivedFile,
    ReportAction,
    ReportCopy,
    ReportDeal,
    ReportException,
)

ANCHOR = "1234:" + "ab12" * 16
SIGNER = "SHA256:uNiVqJ3lV9mT0l5xkRzX4dQp7aBcDeFgHiJkLmNoPq0"
NOON = "2027-02-03T12:00:00Z"
LUC = "Luc Martin <luc@vendor.example>"


def line(number: int, claim: str, **changes: str) -> CopyLine:
    """A copy line with whatever evidence its claim needs."""
    values: dict[str, str] = {
        "id": f"C-{number}",
        "kind": "export",
        "medium": "local-disk",
        "host": "dev-luc",
        "location": f"/srv/fixtures/été/{number}/clients.csv",
        "holder": LUC,
        "claim": claim,
        "evidence": "3 roots read",
        "checked_at": "2027-02-03T11:58:00Z",
        "checked_by": "Ana Roy",
    }
    if claim == Claim.EXPIRES_ON:
        values["expires_on"] = "2027-02-01"
    if claim == Claim.NOT_VERIFIED:
        values["note"] = "medium not plugged in"
    return CopyLine(**{**values, **changes})


def certificate(**changes: Any) -> Certificate:  # noqa: ANN401 - any field
    """A final certificate, complete."""
    values: dict[str, Any] = {
        "id": "CERT-acme-1",
        "kind": "final",
        "issued_at": NOON,
        "deal": "acme",
        "provider": "Société Générale Œuvres SAS",
        "contact": "dpo@acme.example",
        "purpose": "essai de la plateforme",
        "agreement": "DPA-77",
        "legal_basis": "",
        "outcome": "lost",
        "trial_ends": "2027-01-31",
        "due_on": "2027-01-31",
        "destroyed_at": "2027-02-03T11:59:00Z",
        "days_late": 3,
        "samples": (
            SampleLine("acme-1", "lent", 3, 48_211_004, "2026-11-02T08:30:00Z", "sftp"),
            SampleLine("acme-1s", "derived", 3, 47_900_112, "2026-11-02T10:02:00Z"),
        ),
        "copies": (
            line(1, "key-destroyed", kind="vault"),
            line(2, "verified-absent"),
            line(3, "attested", kind="pack"),
            line(4, "expires-on", kind="backup"),
        ),
        "keys": KeyEnd(("K-31", "K-32"), "KEK-4", "2027-02-03T11:57:00Z", Residue(41, 18_204_555, 0)),
        "hunted": "3 roots, 18204 files, 0 stray copies",
        "not_verified": (Gap("mail server of vendor.example", "out of reach of this machine"),),
        "keystore": "keyring",
        "requested_by": "Claire Petit",
        "carried_out_by": "Ana Roy",
        "verified_by": "Paul Noël",
        "tool": "sampler 0.1.0",
        "anchor": ANCHOR,
        "signer": SIGNER,
    }
    return Certificate(**{**values, **changes})


def interim() -> Certificate:
    """An interim certificate with all that can be missing."""
    return certificate(
        kind="interim",
        copies=(line(1, "not-verified"), line(2, "expires-on", expires_on="2027-03-02"), line(3, "attested")),
        keys=KeyEnd(("K-1",)),
        keystore="weak",
        hunted="not hunted",
        verified_by="",
        requested_by="",
        destroyed_at="",
    )


def bare_certificate() -> Certificate:
    """An interim certificate with every optional field empty."""
    empty = dict.fromkeys(("provider", "contact", "purpose", "agreement", "outcome", "requested_by"), "")
    return certificate(
        kind="interim",
        samples=(),
        copies=(),
        keys=KeyEnd(),
        not_verified=(),
        destroyed_at="",
        days_late=0,
        **empty,
    )


def report_copy(number: int, state: str, **changes: str) -> ReportCopy:
    """A copy of a report, open or ended."""
    where = {"medium": "local-disk", "host": "dev-luc", "location": f"/srv/{number}", "holder": LUC}
    start = {"id": f"C-{number}", "sample": "acme-1s", "kind": "pack", "since": "2026-11-03T09:00:00Z"}
    return ReportCopy(**{**start, **where, "state": state, **changes})


def deal(**changes: Any) -> ReportDeal:  # noqa: ANN401 - any field
    """An overdue deal with a copy in each state."""
    values: dict[str, Any] = {
        "id": "acme",
        "provider": "ACME SAS",
        "contact": "dpo@acme.example",
        "purpose": "LMS trial",
        "agreement": "",
        "legal_basis": "",
        "outcome": "lost",
        "state": "closed",
        "trial_ends": "2027-01-31",
        "due_on": "2027-01-31",
        "destroyed_at": "",
        "days_late": 3,
        "samples": certificate().samples,
        "copies": (
            report_copy(1, "open"),
            report_copy(2, "not-verified", note="medium not plugged in"),
            report_copy(3, "verified-absent", ended_at="2027-02-01T00:00:00Z"),
            report_copy(4, "expires-on", expires_on="2027-03-02"),
        ),
        "actions": (ReportAction("2026-11-02T08:30:00Z", "ingest", "acme-1", "Ana Roy"),),
        "certificates": (CertificateRef("CERT-acme-1", "interim", "2027-02-01T00:00:00Z"),),
    }
    return ReportDeal(**{**values, **changes})


def bare_deal(**changes: Any) -> ReportDeal:  # noqa: ANN401 - any field
    """A deal of which nothing is known but its dates."""
    empty = dict.fromkeys(("provider", "contact", "purpose", "outcome"), "")
    nothing = dict.fromkeys(("samples", "copies", "actions", "certificates"), ())
    return deal(**{**empty, **nothing, "days_late": 0, **changes})


def report(*deals: ReportDeal, **changes: Any) -> DestructionReport:  # noqa: ANN401 - any field
    """A report over `deals`."""
    return DestructionReport(NOON, deals, ANCHOR, "sampler 0.1.0", **changes)


def receipt(**changes: Any) -> Receipt:  # noqa: ANN401 - any field
    """A receipt with one file set aside and one weakness."""
    values: dict[str, Any] = {
        "id": "REC-acme-1",
        "issued_at": "2026-11-02T08:31:00Z",
        "deal": "acme",
        "sample": "acme-1",
        "provider": "ACME SAS",
        "sent_by": "dpo@acme.example",
        "channel": "sftp",
        "received_at": "2026-11-02T08:30:00Z",
        "received_by": "Ana Roy",
        "protection": "aes-256 zip",
        "weaknesses": ("legacy zip encryption",),
        "files": (
            ReceivedFile("clients été.csv", 12_204_111, "0f" * 32, "accepted"),
            ReceivedFile("notes.xls", 1200, "2d" * 32, "quarantined", "old Excel format"),
        ),
        "restrictions": ("EDU-4", "EDU-5"),
        "destroy_by": "2027-01-31",
        "anchor": ANCHOR,
        "signer": SIGNER,
        "tool": "sampler 0.1.0",
    }
    return Receipt(**{**values, **changes})


def every_document() -> dict[str, Any]:
    """One of each kind, full and empty."""
    return {
        "final": certificate(),
        "nothing lent": certificate(samples=(), copies=()),
        "interim": interim(),
        "bare certificate": bare_certificate(),
        "report": report(deal(), bare_deal(id="globex"), period_from="2026-11-01", period_to="2027-02-03"),
        "report of one deal": report(
            deal(), deal="acme", exceptions=(ReportException("other", "acme", "C-9"),)
        ),
        "empty report": report(),
        "receipt": receipt(),
        "bare receipt": receipt(
            weaknesses=(), files=(), restrictions=(), protection="", received_by="", provider=""
        ),
    }
