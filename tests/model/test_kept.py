"""The law of what is kept: no line with an identity in it, no final certificate while identities remain."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampler.model.certificate import Certificate, CopyLine, KeyEnd, Residue, SampleLine, identities_left
from sampler.model.kept import KeptLine
from sampler.model.risk import CRITERIA, Criterion

NOON = "2027-02-03T12:00:00+00:00"
THREE = tuple(Criterion(name, (), ("outside knowledge",)) for name in CRITERIA)
KEYS = KeyEnd(("K-1",), "KEK-1", NOON, Residue(41, 1000, 0))
SAMPLES = tuple(
    SampleLine(name, kind, 1, 10, NOON)
    for name, kind in (("acme-1", "lent"), ("acme-1s", "derived"), ("acme-1s2", "derived"))
)


def kept(**changes: Any) -> KeptLine:  # noqa: ANN401 - any field
    """A sample that may be kept."""
    values: dict[str, Any] = {
        "sample": "acme-1s2",
        "derived_from": "acme-1",
        "tables": 1,
        "records": 60,
        "copied": 1,
        "generalised": 2,
        "dropped": 3,
        "quasi_identifiers": ("clients.csv naissance",),
        "k": 5,
        "least_k": 5,
        "audit": "passed",
        "criteria": THREE,
        "recipe": "00",
        "kept_until": "2027-06-30",
    }
    return KeptLine(**{**values, **changes})


def vault(*samples: str, claim: str = "key-destroyed") -> tuple[CopyLine, ...]:
    """The ends of samples in the vault."""
    return tuple(
        CopyLine(f"vault/{name}", "vault", "encrypted objects", "", "", "Ana", claim, "seen", NOON, "Ana")
        for name in samples
    )


def certificate(**changes: Any) -> Certificate:  # noqa: ANN401 - any field
    """A final certificate of a deal of which acme-1s2 is kept."""
    said = dict.fromkeys(
        ("provider", "contact", "purpose", "agreement", "legal_basis", "outcome", "requested_by"), "x"
    )
    values: dict[str, Any] = {
        **said,
        "id": "acme-K1",
        "kind": "final",
        "issued_at": NOON,
        "deal": "acme",
        "trial_ends": "2027-01-31",
        "due_on": "2027-01-31",
        "destroyed_at": NOON,
        "days_late": 0,
        "samples": SAMPLES,
        "copies": vault("acme-1", "acme-1s"),
        "keys": KEYS,
        "hunted": "not hunted",
        "not_verified": (),
        "keystore": "keyring",
        "carried_out_by": "Ana",
        "verified_by": "",
        "tool": "sampler",
        "anchor": "12:ab",
        "signer": "SHA256:x",
        "mode": "anonymise-rest",
        "mode_by": "dpo@acme.example",
        "kept": (kept(),),
    }
    return Certificate(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"pseudonymous": 1},
        {"mode": "pseudonymous"},
        {"audit": "failed"},
        {"k": 4},
        {"least_k": 1, "k": 1},
        {"quasi_identifiers": ()},
        {"criteria": THREE[:2]},
        {"kept_until": "soon"},
        {"derived_from": ""},
    ],
    ids=str,
)
def test_a_line_that_holds_an_identity_can_not_be_made(changes: dict[str, Any]) -> None:
    """Pseudonyms, a failed audit, too small a k, no figures: each alone is enough."""
    with pytest.raises(ValueError, match=r"\w"):
        kept(**changes)


def test_nothing_is_called_generalised_where_no_column_is() -> None:
    """How the columns came to be is said from their counts, and a line that says otherwise can't be made."""
    assert kept(generalised=0, copied=7).mode == "7 columns copied as they came because judged clear"
    assert kept().mode == "2 columns generalised, 1 copied as they came because judged clear"
    with pytest.raises(ValueError, match="its columns"):
        kept(generalised=0, mode=kept().mode)


@given(
    ended=st.sets(st.sampled_from(["acme-1", "acme-1s"])),
    doubted=st.sets(st.sampled_from(["acme-1", "acme-1s"])),
    rotated=st.booleans(),
)
def test_a_final_certificate_needs_every_other_sample_and_the_deals_key_gone(
    *, ended: set[str], doubted: set[str], rotated: bool
) -> None:
    """While a line of another sample is missing or in doubt, or a key may live on, none is final."""
    copies = (*vault(*sorted(ended)), *vault(*sorted(doubted - ended), claim="not-verified"))
    keys = KEYS if rotated else KeyEnd(("K-1",))
    fit = ended == {"acme-1", "acme-1s"} and rotated
    assert (not identities_left(SAMPLES, copies, (kept(),), keys)) is fit
    if fit:
        assert certificate(copies=copies, keys=keys).kind == "final"
    else:
        with pytest.raises(ValueError, match="final certificate can't be built"):
            certificate(copies=copies, keys=keys)
        assert certificate(kind="interim", copies=copies, keys=keys).kept


@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "erase"},
        {"mode": "shred", "kept": ()},
        {"mode_by": "by default"},
        {"mode_by": ""},
        {"kept": (kept(sample="acme-1"),), "copies": vault("acme-1s", "acme-1s2")},
        {"kept": (kept(sample="beta-1s"),)},
        {"kept": (kept(), kept())},
        {"grace_until": "soon"},
        {"handed_at": "yesterday"},
    ],
    ids=", ".join,
)
def test_nothing_is_kept_unchosen_raw_or_of_another_deal(changes: dict[str, Any]) -> None:
    """The provider chose it, it is sanitized, it is this deal's, and it stands there once."""
    with pytest.raises(ValueError, match=r"\w"):
        certificate(**changes)


def test_it_survives_json() -> None:
    """What was signed reads back as it was; a certificate of before this version too."""
    assert Certificate.from_json(certificate().to_json()) == certificate()
    old = certificate(kept=(), mode="erase", mode_by="by default", copies=vault(*(s.id for s in SAMPLES)))
    body = {name: value for name, value in old.to_json().items() if not name.startswith(("mode", "kept"))}
    assert Certificate.from_json(body) == old
