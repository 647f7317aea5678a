"""The law of the certificate: no final one while a copy or its key may still exist."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from papers import certificate, deal, interim, line, receipt, report

from sampler.model.canonical import canonical_json
from sampler.model.certificate import (
    Certificate,
    Claim,
    CopyLine,
    Gap,
    KeyEnd,
    Residue,
    SampleLine,
    obstacles,
)
from sampler.model.report import DestructionReport, Receipt, ReceivedFile

ISSUED = date(2027, 2, 3)
KEYS = certificate().keys


@st.composite
def copy_lines(draw: st.DrawFn) -> tuple[CopyLine, ...]:
    """Up to eight copies with any claim and any expiry around the day of issue."""
    claims = draw(st.lists(st.sampled_from(list(Claim)), max_size=8))
    days = draw(st.lists(st.integers(-40, 40), min_size=len(claims), max_size=len(claims)))
    return tuple(
        line(
            n, claim, **({"expires_on": str(ISSUED + timedelta(days=shift))} if claim == "expires-on" else {})
        )
        for n, (claim, shift) in enumerate(zip(claims, days, strict=True))
    )


@given(copies=copy_lines(), hits=st.integers(0, 3), rotated=st.booleans(), searched=st.booleans())
def test_a_final_certificate_exists_only_when_every_copy_has_ended(
    *, copies: tuple[CopyLine, ...], hits: int, rotated: bool, searched: bool
) -> None:
    """A certificate can be final exactly when no copy is open, no key residue was found, no proof misses."""
    residue = Residue(41, 1000, hits) if searched else Residue()
    keys = KeyEnd(("K-1",), "KEK-1", "2027-02-03T11:00:00Z" if rotated else "", residue)
    unproved = any(copy.claim == "key-destroyed" for copy in copies) and not (rotated and searched)
    still = any(copy.claim == "not-verified" for copy in copies) or any(
        copy.claim == "expires-on" and date.fromisoformat(copy.expires_on) >= ISSUED for copy in copies
    )
    may_be_final = not still and not residue.hits and not unproved
    assert (not obstacles(copies, keys, "2027-02-03T12:00:00Z")) == may_be_final
    if may_be_final and copies:
        assert certificate(copies=copies, keys=keys).kind == "final"
    else:
        with pytest.raises(ValueError, match="final certificate can't be built"):
            certificate(copies=copies, keys=keys)
    assert certificate(kind="interim", copies=copies, keys=keys).kind == "interim"


def test_a_certificate_about_nothing_names_no_sample() -> None:
    """A final certificate without copies is only for a deal that held no sample."""
    assert certificate(samples=(), copies=()).kind == "final"
    with pytest.raises(ValueError, match="no copy is named"):
        certificate(copies=())


@pytest.mark.parametrize("claim", ["not-verified", "expires-on"])
def test_one_open_copy_among_many_is_enough(claim: str) -> None:
    """The position of the open copy does not matter."""
    closed = [line(n, "verified-absent") for n in range(20)]
    for place in (0, 10, 20):
        lines = [*closed[:place], line(99, claim, expires_on="2027-02-04"), *closed[place:]]
        with pytest.raises(ValueError, match="C-99"):
            certificate(copies=tuple(lines))


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        ("verified-absent", {"checked_by": ""}),
        ("verified-absent", {"checked_at": ""}),
        ("attested", {"holder": ""}),
        ("attested", {"evidence": ""}),
        ("expires-on", {"expires_on": ""}),
        ("not-verified", {"note": "", "evidence": ""}),
        ("wiped", {}),
    ],
)
def test_a_claim_needs_its_evidence(claim: str, missing: dict[str, str]) -> None:
    """A claim without what it rests on can't be made, nor one outside the closed list."""
    with pytest.raises(ValueError, match="C-1"):
        line(1, claim, **missing)


@pytest.mark.parametrize(
    "changes",
    [
        {"destroyed_at": ""},
        {"destroyed_at": "2027-02-03T12:00:01Z"},
        {"issued_at": "2027-02-03T12:00:00"},
        {"issued_at": "2027-02-03T12:00:00+01:00"},
        {"issued_at": "yesterday"},
        {"due_on": "31/01/2027"},
        {"days_late": -1},
        {"days_late": True},
        {"days_late": 1.5},
        {"days_late": 2**53},
        {"kind": "provisional"},
        {"keystore": "none"},
        {"carried_out_by": ""},
        {"anchor": "ab12"},
        {"anchor": "12:XY"},
        {"anchor": ":ab"},
        {"signer": "MD5:00"},
        {"schema": "sampler-certificate-v2"},
        {"provider": "lone \ud800 surrogate"},
        {"copies": [line(1, "attested")]},
        {"copies": (line(1, "attested"), line(1, "attested"))},
        {"not_verified": ("a sentence",)},
    ],
)
def test_a_certificate_is_valid_once_built(changes: dict[str, object]) -> None:
    """A field of another type, form or order is refused when the certificate is built."""
    with pytest.raises(ValueError, match=r"\w"):
        certificate(**changes)


def test_errors_do_not_repeat_values() -> None:
    """A refused field is named, its content is not."""
    with pytest.raises(ValueError, match="issued_at") as caught:
        certificate(issued_at="Marie Dupont")
    assert "Dupont" not in str(caught.value)
    with pytest.raises(ValueError, match="lent or derived") as caught:
        SampleLine("acme-1", "Marie Dupont", 1, 1, "2027-01-01T00:00:00Z")
    assert "Dupont" not in str(caught.value)


@pytest.mark.parametrize("document", [certificate(), interim(), report(deal()), receipt()])
def test_records_survive_json(document: Certificate | DestructionReport | Receipt) -> None:
    """What was signed can be read back, and signs to the same bytes."""
    written = canonical_json(document.to_json())
    again = type(document).from_json(document.to_json())
    assert again == document
    assert canonical_json(again.to_json()) == written


def test_unknown_fields_are_refused() -> None:
    """A field of a newer sampler may be a reservation: showing the rest without it would mislead."""
    with pytest.raises(ValueError, match="does not know"):
        Certificate.from_json({**certificate().to_json(), "reservation": "x"})
    with pytest.raises(ValueError, match="missing"):
        Certificate.from_json({"id": "x"})
    with pytest.raises(ValueError, match="JSON object"):
        Certificate.from_json([])


def test_the_second_person_is_another_person() -> None:
    """Whoever carried it out does not verify it."""
    assert certificate().second_person
    assert not certificate(verified_by="Ana Roy").second_person
    assert not certificate(verified_by="").second_person
    assert not certificate(verified_by="not verified by a second person").second_person


def test_a_report_can_not_leave_out_its_exceptions() -> None:
    """What is overdue, unverified, still in a backup or interim stands on top, whatever the caller passes."""
    kinds = [(item.kind, item.subject) for item in report(deal()).exceptions]
    assert kinds == [
        ("overdue", "acme"),
        ("not-verified", "C-2"),
        ("expires-on", "C-4"),
        ("interim", "CERT-acme-1"),
    ]
    assert report(deal(destroyed_at="2027-02-03T00:00:00Z")).exceptions[0].kind == "late"


@pytest.mark.parametrize(
    "changes",
    [{"sha256": "00"}, {"sha256": "G" * 64}, {"state": "maybe"}, {"state": "quarantined"}, {"size": -1}],
)
def test_a_received_file_is_accepted_or_set_aside_for_a_reason(changes: dict[str, object]) -> None:
    """A receipt has no third state and no silent quarantine."""
    values: dict[str, object] = {"name": "a.csv", "size": 1, "sha256": "00" * 32, "state": "accepted"}
    with pytest.raises(ValueError, match=r"\w"):
        ReceivedFile(**{**values, **changes})  # type: ignore[arg-type]


def test_a_gap_has_a_reason() -> None:
    """What was not checked is named with the reason."""
    with pytest.raises(ValueError, match="reason"):
        Gap("backup tapes", "")
    assert KEYS.ended
