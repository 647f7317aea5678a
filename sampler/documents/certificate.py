"""The certificate of destruction as a page: what, how it was checked, what could not be, who answers."""

from collections import Counter

from sampler.documents.catalogue import Words, translator
from sampler.documents.ends import end_facts, kept_blocks
from sampler.documents.page import (
    NOTHING,
    Banner,
    Block,
    Cell,
    Column,
    Fact,
    Facts,
    Grid,
    Labels,
    Page,
    Prose,
)
from sampler.documents.phrases import hunts, phrase
from sampler.model.certificate import (
    METHOD_DELETE,
    METHOD_ERASE,
    PARTLY_KEPT,
    Certificate,
    Claim,
    CopyLine,
    Gap,
    SampleLine,
)
from sampler.model.record import as_time
from sampler.model.report import Receipt
from sampler.model.returned import Return

_TONES = {Claim.EXPIRES_ON: "warn", Claim.NOT_VERIFIED: "bad"}
_METHODS = {METHOD_ERASE: "method.erase", METHOD_DELETE: "method.delete"}
_KEYS_SHOWN = 4
_COPIES_ON_FRONT = 6  # a longer list comes last, so that the first page still tells the whole
NOT_HUNTED = "not hunted"


def certificate_page(certificate: Certificate, lang: str) -> Page:
    """Lay out `certificate` in `lang`; an interim one says so before anything else."""
    words = translator(lang)
    return Page(
        lang=lang,
        title=words(f"certificate.title.{certificate.kind}"),
        number=certificate.id,
        issued=words("issued", when=words.moment(certificate.issued_at)),
        banner=_banner(certificate, words),
        lead=_lead(certificate, words),
        blocks=_blocks(certificate, words),
        footer=words("footer", id=certificate.id, anchor=certificate.anchor),
        labels=labels(words),
    )


def labels(words: Words) -> Labels:
    """The words that the templates need."""
    return Labels(
        page=words("page", n="{n}", of="{of}"),
        unprintable=words("unprintable"),
        mark=words("letters.mark"),
        lacking=words("letters.lacking"),
    )


def stated(text: str, words: Words) -> Cell:
    """What was given, or that it was not: never invented."""
    return Cell(text) if text else Cell(words("not-stated"), tone="warn")


def samples_grid(samples: tuple[SampleLine, ...], words: Words) -> Grid:
    """The samples of a deal, with how much of what came when."""
    columns = (
        Column(words("sample"), 2),
        Column(words("kind"), 2),
        Column(words("files"), 1, number=True),
        Column(words("size"), 2, number=True),
        Column(words("received"), 4),
        Column(words("channel"), 2),
    )
    rows = tuple(
        (
            Cell(line.id, code=True),
            Cell(words.term("kind", line.kind)),
            Cell(words.number(line.files)),
            Cell(words.size(line.bytes)),
            Cell(words.moment(line.received_at)),
            Cell(words.term("channel", line.channel) if line.channel else NOTHING),
        )
        for line in samples
    )
    return Grid(words("samples.title"), columns, rows, words("samples.none"))


def where(medium: str, host: str, location: str, words: Words) -> Cell:
    """Where a copy is or was: medium and host, then the place on it."""
    place = " · ".join(part for part in (words.term("medium", medium) if medium else "", host) if part)
    return Cell(place or NOTHING, detail=location)


def claim_cell(claim: str, expires_on: str, detail: str, words: Words) -> Cell:
    """The end of a copy in a few words; only what sampler saw itself is shown as good."""
    seen = {Claim.KEY_DESTROYED, Claim.VERIFIED_ABSENT}
    day = words.day(expires_on) if expires_on else NOTHING
    text = words(f"claim.{claim}", day=day)
    return Cell(text, detail=detail, tone="good" if claim in seen else _TONES.get(Claim(claim), ""))


def proof(signed: Certificate | Receipt | Return, words: Words) -> tuple[Block, ...]:
    """How the reader checks the signature with no sampler at hand."""
    if isinstance(signed, Receipt):
        file = f"receipt-{signed.sample}.json"
    else:
        file = f"{'certificate' if isinstance(signed, Certificate) else 'return'}-{signed.id}.json"
    check = f"ssh-keygen -Y verify -f allowed_signers -I sampler -n sampler -s {file}.sig < {file}"
    facts = (
        Fact(words("proof.command"), Cell(signed.verify_command or check, code=True), wide=True),
        Fact(words("proof.signer"), Cell(signed.signer, code=True), wide=True),
        Fact(words("proof.anchor"), Cell(signed.anchor, code=True), wide=True),
        Fact(words("proof.tool"), Cell(signed.tool), wide=True),
    )
    return Prose(words("proof.title"), (Cell(words("proof.view", file=file)),)), Facts("", facts)


def _banner(certificate: Certificate, words: Words) -> Banner | None:
    if certificate.kind == "final":
        return None
    still = _still_open(certificate)
    text = words.count("certificate.interim.text", still) if still else words("certificate.interim.other")
    return Banner("bad", words("certificate.interim.title"), text)


def _still_open(certificate: Certificate) -> int:
    moment = as_time(certificate.issued_at, "issued_at")
    return sum(line.open_at(moment) for line in certificate.copies)


def _lead(certificate: Certificate, words: Words) -> str:
    total = len(certificate.copies)
    values = {
        "provider": certificate.provider,
        "deal": certificate.deal,
        "purpose": certificate.purpose or words("not-stated"),
        "copies": words.count("copies", total),
    }
    if not certificate.samples and not certificate.copies:
        return words("certificate.lead.nothing", **values)
    if certificate.kind == "final":
        lead = words("certificate.lead.final", when=words.moment(certificate.destroyed_at), **values)
        kept = ", ".join(line.sample for line in certificate.kept)
        return f"{lead} {words('certificate.lead.kept', samples=kept)}" if kept else lead
    ended = words.count("copies.ended", total - _still_open(certificate))
    return words("certificate.lead.interim", ended=ended, **values)


def _blocks(certificate: Certificate, words: Words) -> tuple[Block, ...]:
    copies = _copies(certificate, words)
    annexed = len(certificate.copies) > _COPIES_ON_FRONT
    return (
        _trial(certificate, words),
        samples_grid(certificate.samples, words),
        *kept_blocks(certificate.kept, words),
        *(() if annexed else (copies,)),
        *((_claims(certificate, words),) if certificate.copies else ()),
        _method(certificate, words),
        _gaps(certificate, words),
        _people(certificate, words),
        *proof(certificate, words),
        *((copies,) if annexed else ()),
    )


def _trial(certificate: Certificate, words: Words) -> Facts:
    late = certificate.days_late
    ended = certificate.destroyed_at
    return Facts(
        words("trial.title"),
        (
            Fact(words("provider"), stated(certificate.provider, words)),
            Fact(words("trial-ends"), Cell(words.day(certificate.trial_ends))),
            Fact(words("contact"), stated(certificate.contact, words)),
            Fact(words("due-on"), Cell(words.day(certificate.due_on))),
            Fact(words("purpose"), stated(certificate.purpose, words)),
            Fact(words("destroyed-at"), Cell(words.moment(ended) if ended else words("not-yet"))),
            Fact(words("agreement"), stated(certificate.agreement, words)),
            Fact(
                words("delay"), Cell(words.count("days", late), tone="warn") if late else Cell(words("none"))
            ),
            Fact(words("legal-basis"), stated(certificate.legal_basis, words)),
            Fact(words("outcome"), Cell(words.term("outcome", certificate.outcome) or words("not-stated"))),
            Fact(words("disposal"), _fate(certificate, words), wide=True),
            *end_facts(certificate, words),
        ),
    )


def _fate(certificate: Certificate, words: Words) -> Cell:
    disposal = PARTLY_KEPT if certificate.kept else certificate.disposal
    return Cell(words("disposal.law", fate=words.term("disposal", disposal)))


def _copies(certificate: Certificate, words: Words) -> Grid:
    columns = (
        Column(words("copy"), 3),
        Column(words("where"), 6),
        Column(words("holder"), 4),
        Column(words("end"), 6),
        Column(words("checked"), 6),
    )
    rows = tuple(_copy_row(line, words) for line in certificate.copies)
    annexed = len(rows) > _COPIES_ON_FRONT
    annex = words("copies.annex")
    title = annex if annexed else words("copies.title")
    return Grid(title, columns, rows, words("copies.none"), apart=annexed, annex=annex)


def _copy_row(line: CopyLine, words: Words) -> tuple[Cell, ...]:
    given = dict.fromkeys((line.evidence, line.note))
    words_of = [*(phrase(said, "evidence", words) for said in given if said), *_declared(line, words)]
    checked = words.moment(line.checked_at) if line.checked_at else NOTHING
    return (
        Cell(line.id, detail=words.term("copy-kind", line.kind)),
        where(line.medium, line.host, line.location, words),
        Cell(line.holder or NOTHING),
        claim_cell(line.claim, line.expires_on, " — ".join(words_of), words),
        Cell(checked, detail=line.checked_by),
    )


def _declared(line: CopyLine, words: Words) -> tuple[str, ...]:
    """Who says so and who wrote it down, where the end is a person's word; and what they showed."""
    if not line.declared_by:
        return ()
    recorded, digest = line.recorded_by or words("not-stated"), line.evidence_sha256
    shown = words("declared.evidence", digest=digest) if digest else words("declared.no-evidence")
    return (words("declared.by", by=line.declared_by, recorded=recorded), shown)


def _claims(certificate: Certificate, words: Words) -> Prose:
    made = Counter(line.claim for line in certificate.copies)
    lines = []
    for claim in Claim:
        if claim in made:
            meaning = words(f"claim-means.{claim}")
            name, n = words(f"claim-name.{claim}"), words.number(made[claim])
            lines.append(Cell(words("claim-means", claim=name, n=n, meaning=meaning)))
    return Prose(words("claims.title"), tuple(lines), bullets=True)


def _method(certificate: Certificate, words: Words) -> Facts:
    key = _METHODS.get(certificate.method)
    weak = certificate.keystore == "weak"
    return Facts(
        words("method.title"),
        (
            Fact(words("method"), Cell(words(key) if key else certificate.method), wide=True),
            Fact(words("keys.retired"), _retired(certificate, words), wide=True),
            Fact(words("residue"), _residue(certificate, words), wide=True),
            Fact(
                words("keystore"),
                Cell(words(f"keystore.{certificate.keystore}"), tone="warn" if weak else ""),
                wide=True,
            ),
        ),
    )


def _retired(certificate: Certificate, words: Words) -> Cell:
    keys = certificate.keys
    if not keys.retired:
        return Cell(words("keys.none"))
    text = words.count("keys.count", len(keys.retired), list=", ".join(keys.retired[:_KEYS_SHOWN]))
    more = len(keys.retired) - _KEYS_SHOWN
    if more > 0:
        text = f"{text} {words.count('keys.more', more)}"
    if not keys.kek_retired or not keys.rotated_at:
        return Cell(text, detail=words("keys.not-rotated"), tone="warn")
    return Cell(text, detail=words("keys.rotated", kek=keys.kek_retired, when=words.moment(keys.rotated_at)))


def _residue(certificate: Certificate, words: Words) -> Cell:
    found = certificate.keys.residue
    if not found.files:
        return Cell(words("residue.none"), tone="warn")
    files, size = words.count("files.count", found.files), words.size(found.bytes)
    text = words.count("residue.hits", found.hits, files=files, size=size)
    return Cell(text, tone="bad" if found.hits else "")


def _gaps(certificate: Certificate, words: Words) -> Prose:
    lines = [Cell(_gap(gap, words)) for gap in certificate.not_verified]
    if certificate.hunted == NOT_HUNTED:
        lines.append(Cell(words("hunted.none")))
    else:
        lines.append(Cell(words("hunted", how=hunts(certificate.hunted, words))))
        lines.append(Cell(words("limits.registry")))
    lines.append(Cell(words("limits.backup")))
    return Prose(words("gaps.title"), tuple(lines), bullets=True)


def _gap(gap: Gap, words: Words) -> str:
    return words("gap", what=phrase(gap.what, "gap-what", words), why=phrase(gap.why, "gap-why", words))


def _people(certificate: Certificate, words: Words) -> Facts:
    verified = (
        Cell(certificate.verified_by)
        if certificate.second_person
        else Cell(words("verified-by.nobody"), tone="warn")
    )
    return Facts(
        words("people.title"),
        (
            Fact(words("requested-by"), stated(certificate.requested_by, words), wide=True),
            Fact(words("carried-out-by"), Cell(certificate.carried_out_by), wide=True),
            Fact(words("verified-by"), verified, wide=True),
        ),
    )
