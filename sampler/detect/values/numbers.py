"""Bare numbers: a run of digits counts by its key, its grouping and what stands before and after it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stdnum.ch import ssn as ahv

from sampler.detect.values import checks
from sampler.detect.values.kind import stdnum_check
from sampler.detect.values.pattern import SHAPED, STRONG
from sampler.detect.values.phones import phone_at
from sampler.detect.values.plain import is_imei
from sampler.model.finding import Span

_BLOCK = re.compile(
    r"(?<![^\W_])(?:\([ ]?)?(?:\+[ ]?)?[0-9](?:[ .\-/()_|]{0,3}[0-9]|[ ]?[ABab](?=[ ]?[0-9]))+",
)
_GROUP = re.compile(r"(?:(?<![^\W_])|(?<=_))(?:\([ ]?)?(?:\+[ ]?)?[0-9]")
_FEWEST = 7
_EDGE = r"(?![^\W_])(?![.,/\-][0-9])"
_G = r"[ .\-]?"
# Beside a number these words say that it is a thing's: no key makes it a person's.
_THINGS = re.compile(
    r"(?<![a-z])(?:commande|cde|cmd|facture|fact|ticket|devis|order|invoice|article|produit|product|ref"
    r"|reference|lot|batch|colis"
    r"|suivi|tracking|ean|ean13|gtin|isbn(?:[ -]?1[03])?|issn|upc|sku|asin|version|serie|serial|sn|imei"
    r"|timestamp|epoch|ts"
    r"|montant|total"
    r"|prix|price|amount|somme|capital|hash|commit|sha|sha1|md5|build|port(?![ ]?\.)|octets|bytes|size"
    r"|taille|barcode|code[ -]barres?"
    r"|codebarre|dossier|(?<!la )ligne|line|page|rg|ticketid|bon(?! est)|livraison"
    r"|stock|quantite|qte|compteur|siecle"
    r"|population|evenement"
    r"|event|job|task|pid|thread|request|req|trace|span|msg|message|uptime|duration|ms|seed|sequence|seq|doi"
    r"|arxiv|part"
    r"|model|modele|piece|item|case|bug|issue|pr|jira|transaction|txn|paiement|payment|cheque|mandat"
    r"|virement|rum|prelevement)"
    r"(?:[ ]?(?:id|num|numero|no|n|nr|number|code|de|du|la|le|est|is|client|fournisseur|interne|externe"
    r"|produit|article|colis"
    r"|lot|serie|commande|facture|ms|s|date)\b){0,3}[^\w\n]{0,2}(?:[°º#]"
    r"|n[°º])?[^\w\n]{0,5}(?:[a-z]{1,4}[\-_/#])?\Z",
)
_SIGNS = re.compile(r"(?:[€$£#]|v|\bx)[ ]?\Z")
_UNITS = re.compile(
    r"[ ]?(?:€|\$|£|%|euros?\b|eur\b|usd\b|gbp\b|kg\b|km\b|m²|m2\b|ko\b|mo\b|go\b|kb\b|mb\b|gb\b|octets?\b"
    r"|bytes?\b|ms\b|px\b"
    r"|habitants\b|unites\b|pieces\b|exemplaires\b|points\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    entity_type: str
    score: float
    shape: re.Pattern[str]
    check: Callable[[str], bool]


def _row(name: str, entity_type: str, score: float, shape: str, check: Callable[[str], bool]) -> _Row:
    return _Row(name, entity_type, score, re.compile(shape + _EDGE, re.VERBOSE), check)


_BARE: tuple[_Row, ...] = (
    _row(
        "NIR",
        "FR_NIR",
        STRONG,
        r"[1-478][ .\-/_]{0,2}[0-9]{2}[ .\-/_]{0,2}(?:0[1-9]|1[0-2]|[2-9][0-9])[ .\-/_]{0,2}(?:[0-9]{2}"
        r"|2[ABab])"
        r"[ .\-/_]{0,2}[0-9]{3}[ .\-/_]{0,2}[0-9]{3}[ .\-/_|(]{0,3}[0-9]{2}\)?",
        checks.is_nir,
    ),
    _row(
        "NIR without key",
        "FR_NIR",
        SHAPED,
        r"[12](?:[ .\-/_][0-9]{2}[ .\-/_](?:0[1-9]|1[0-2])[ .\-/_](?:[0-9]{2}"
        r"|2[ABab])[ .\-/_][0-9]{3}[ .\-/_][0-9]{3}"
        r"|[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[1-8][0-9]|9[0-57-9]|2[ABab])[0-9]{6})",
        checks.is_nir_without_key,
    ),
    _row(
        "NIR with a wrong key",
        "FR_NIR",
        SHAPED,
        r"[12][ ][0-9]{2}[ ](?:0[1-9]|1[0-2])[ ](?:[0-9]{2}|2[ABab])[ ][0-9]{3}[ ][0-9]{3}[ ][0-9]{2}",
        bool,
    ),
    _row(
        "RIB",
        "FR_RIB",
        STRONG,
        r"[0-9]{5}[ .\-|/]{0,3}[0-9]{5}[ .\-|/]{0,3}[0-9A-Z]{11}[ .\-|/]{0,3}[0-9]{2}",
        checks.is_rib,
    ),
    _row(
        "card",
        "CREDIT_CARD",
        STRONG,
        r"[2-6][0-9]{3}(?P<cut>[ .\-/]?)[0-9]{4}(?P=cut)[0-9]{4}(?P=cut)[0-9]{4}(?:(?P=cut)[0-9]{3})?"
        r"|3[0-9]{3}[ .\-]?[0-9]{6}[ .\-]?[0-9]{4,5}",
        checks.is_card,
    ),
    _row(
        "SIRET",
        "FR_SIRET",
        STRONG,
        rf"[0-9]{{3}}{_G}[0-9]{{3}}{_G}[0-9]{{3}}{_G}[0-9]{{5}}",
        checks.is_siret,
    ),
    _row("SIRET grouped", "FR_SIRET", STRONG, rf"[0-9]{{9}}{_G}[0-9]{{3}}{_G}[0-9]{{2}}", checks.is_siret),
    _row(
        "SIRET oddly grouped",
        "FR_SIRET",
        STRONG,
        r"[0-9]{3}[ ][0-9]{3}[ ][0-9]{3}[ ][0-9]{2,3}[ ]?[0-9]{2,3}",
        checks.is_siret,
    ),
    _row(
        "tax number",
        "FR_TAX_ID",
        STRONG,
        rf"[0-3][0-9]{_G}[0-9]{{2}}{_G}[0-9]{{3}}{_G}[0-9]{{3}}{_G}[0-9]{{3}}",
        checks.is_spi,
    ),
    _row("RPPS", "FR_RPPS", SHAPED, r"[18][0-9]{10}", checks.is_rpps),
    _row(
        "RPPS grouped",
        "FR_RPPS",
        SHAPED,
        r"[18][0-9]{3}[ ][0-9]{3}[ ][0-9]{4}"
        r"|[18][0-9][ ][0-9]{3}[ ][0-9]{3}[ ][0-9]{3}",
        checks.is_rpps,
    ),
    _row(
        "SIREN",
        "FR_SIREN",
        SHAPED,
        rf"[1-9][0-9]{{2}}(?P<cut>{_G})[0-9]{{3}}(?P=cut)[0-9]{{3}}",
        checks.is_siren,
    ),
    _row(
        "FINESS",
        "FR_FINESS",
        SHAPED,
        r"(?:0[1-9]|[1-9][0-9]|2[ABab])[ ]?[0-9][ ]?(?:[0-9]{6}"
        r"|[0-9]{3}[ ][0-9]{3})",
        checks.is_finess,
    ),
    _row(
        "Belgian national number",
        "BE_NATIONAL_NUMBER",
        STRONG,
        r"[0-9]{2}[.][01][0-9][.][0-3][0-9]-[0-9]{3}[.][0-9]{2}|[0-9]{11}",
        checks.is_be_nrn,
    ),
    _row("IMEI", "IMEI", SHAPED, r"(?:01|35|86|99)[0-9]{4}[ \-]?[0-9]{2}[ \-]?[0-9]{6}[ \-]?[0-9]", is_imei),
    _row(
        "Swiss social security number",
        "CH_SOCIAL_SECURITY",
        STRONG,
        r"756[.][0-9]{4}[.][0-9]{4}[.][0-9]{2}|756[0-9]{10}",
        stdnum_check(ahv.validate),
    ),
    _row("PESEL", "PL_PESEL", SHAPED, r"[0-9]{11}", checks.is_pesel),
    _row(
        "Swedish personal number",
        "SE_PERSONNUMMER",
        SHAPED,
        r"[0-9]{2}[01][0-9][0-9]{2}[\-+][0-9]{4}",
        checks.is_personnummer,
    ),
    _row("RO CNP", "RO_CNP", SHAPED, r"[5-8][0-9]{12}", checks.is_cnp),
    _row(
        "sort code and account",
        "UK_BANK_ACCOUNT",
        SHAPED,
        r"[0-9]{2}-[0-9]{2}-[0-9]{2}[ ,/]{1,3}"
        r"[0-9]{8}",
        bool,
    ),
    _row("US SSN", "US_SSN", SHAPED, r"(?!000|666)[0-8][0-9]{2}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}", bool),
    _row("US ITIN", "US_ITIN", SHAPED, r"9[0-9]{2}-(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])-[0-9]{4}", bool),
    _row(
        "SIREN of a company",
        "FR_SIREN",
        SHAPED,
        r"[0-9]{3}[ ][0-9]{3}[ ][0-9]{3}(?=[ ](?:RCS"
        r"|R\.C\.S))",
        bool,
    ),
)
_LOOK_BACK = 40
_INNER = frozenset(".,:/-@=_")


def numbers(text: str, small: str) -> Iterator[Span]:
    """Phones and national numbers among the long runs of digits of `text`; `small` is the text folded."""
    for block in _BLOCK.finditer(text):
        start, end = block.span()
        if sum(sign.isdigit() for sign in block[0]) < _FEWEST:
            continue
        place = start
        while place < end:
            opening = _GROUP.search(text, place, end)
            if opening is None:
                break
            found = _number_at(text, small, opening.start())
            if found is None and text[opening.start()] == "(":
                found = _number_at(text, small, opening.end() - 1)
            if found is not None:
                yield found
            place = found.end if found else opening.end()


def _number_at(text: str, small: str, start: int) -> Span | None:
    before = small[max(0, start - _LOOK_BACK) : start]
    if before[-1:] in _INNER and before[-2:-1].isdigit():
        return None  # the inner part of something longer
    best = _keyed_at(text, start)
    if best is None or best.score != STRONG:
        phone = phone_at(text, start)
        if phone is not None and (best is None or phone[0] >= best.end):
            score = SHAPED if phone[1] == "english phone" else STRONG
            best = Span(start, phone[0], "PHONE_NUMBER", score, phone[1])
    if best is None or best.entity_type == "FR_NIR" or "+" in text[start : start + 3]:
        return best
    return None if _THINGS.search(before) or _SIGNS.search(before) else best


def _keyed_at(text: str, start: int) -> Span | None:
    """The longest number with a right key that begins at `start`."""
    best: Span | None = None
    for row in _BARE:
        match = row.shape.match(text, start)
        if match is None or (best is not None and match.end() <= best.end) or not row.check(match[0]):
            continue
        if not _UNITS.match(text, match.end()):
            best = Span(start, match.end(), row.entity_type, row.score, row.name)
    return best
