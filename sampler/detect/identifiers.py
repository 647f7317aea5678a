"""Patterns for what identifies by itself: network addresses, phones, national and bank numbers, secrets."""

import re

from sampler.detect import checks, dates
from sampler.detect.pattern import EDGE, END, SHAPED, STRONG, WEAK, Pattern, compiled

_DIGIT_EDGE = r"(?<![0-9])"
_DIGIT_END = r"(?![0-9])"
# Countries' IBAN lengths (SWIFT IBAN registry; widened from general knowledge).
_IBAN_LENGTHS = (
    "NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 XK20 CH21 HR21 LI21 LV21"
    " BG22 BH22"
    " CR22 DE22 GB22 GE22 IE22 ME22 RS22 AE23 GI23 IL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24"
    " VG24"
    " PT25 IS26 TR26 FR27 GR27 IT27 MC27 MR27 SM27 CM27 AL28 AZ28 CY28 CI28 DO28 GT28 HU28 LB28 MA28 PL28"
    " SN28"
    " BJ28 BF28 ML28 MT31 BR29 PS29 QA29 UA29 JO30 KW30 MU30 MG27 DZ26"
)
_IBAN = "|".join(
    rf"{code[:2]}(?:[ .\-]?[0-9]){{2}}(?:[ .\-]?[0-9A-Z]){{{int(code[2:]) - 4}}}"
    for code in dict.fromkeys(_IBAN_LENGTHS.split())
)
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = rf"(?:{_LABEL}\.)+[^\W\d_]{{2,24}}"
_LOCAL = r"[\w+%&!#$~-][\w.+%&'!#$~-]{0,63}"


def _is_phone_shape(value: str) -> bool:
    """Refuse what begins as a date: a phone number and a time stamp share their shape."""
    return re.match(rf"(?:{dates.NUMERIC})(?![0-9])", value) is None


def _is_ip6(value: str) -> bool:
    return checks.is_ip(value) and any(sign not in ":." for sign in value)


_CUES = (
    r"m(?:ots?)?[ ]?d(?:e)?[ ]?p(?:asses?)?|mdp|pass[ ]?words?|passwd|pwd|pass[ ]?phrases?"
    r"|phrase[ ]secr[èe]te"
    r"|api[ _-]?keys?|cl[ée]s?[ _-]?(?:d')?(?:api|wifi|secr[èe]te|priv[ée]e|wpa)|secrets?"
    r"|access[ _-]?tokens?|tokens?"
    r"|jetons?|bearer|code[ ](?:pin|secret|confidentiel|wifi|d'acc[èe]s|acc[èe]s)|pin(?:[ ]code)?"
    r"|client[ _-]secret"
    r"|credentials?"
)
_SAYS = (
    r"(?:[ ]?(?:wifi|web|admin|root|compte|client|temporaire|provisoire|actuel|is|est|was|[ée]tait"
    r"|[:=→>]|->|=>))"
)
_SECRETS = (
    Pattern(
        "secret word",
        "SECRET",
        compiled(
            rf"{EDGE}(?:{_CUES})[\"']?"
            rf"{_SAYS}{{1,3}}[ ]*[\"'«“`]?[ ]?(?P<value>[^\s\"'»”`,;)]{{3,}})",
            ignore_case=True,
        ),
        STRONG,
    ),
    # Without ":" or "is", only what looks like a password: a digit or an odd sign in it.
    Pattern(
        "secret shape",
        "SECRET",
        compiled(
            rf"{EDGE}(?:"
            rf"{_CUES})[ ]+[\"'«“(]?[ ]?(?P<value>(?=\S*[0-9@$!%*#&_])[^\s\"'»”,;)]{{4,}})",
            ignore_case=True,
        ),
        SHAPED,
    ),
    Pattern(
        "token shape",
        "SECRET",
        compiled(
            r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]+\.[\w-]*|AKIA[0-9A-Z]{16}|gh[pousr]_\w{30,}"
            r"|[sr]k[-_](?:live|test)?[-_]?\w{16,}"
            r"|xox[abp]-[\w-]{10,}|glpat-[\w-]{16,}|\$(?:2[abxy]?|argon2\w*|[156y])\$[^\s\"']{16,})"
        ),
        STRONG,
    ),
)
_NETWORK = (
    Pattern(
        "url",
        "URL",
        re.compile(rf"{EDGE}(?i:https?|s?ftp|file)://[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]}}']"),
        STRONG,
        ":",
    ),
    Pattern(
        "e-mail",
        "EMAIL_ADDRESS",
        # An elision stands before the address, not in it: "d'anna@...".
        compiled(
            rf"(?<![\w.+%&!#$~-])(?:(?:[dljnsctm]|qu)')?(?P<value>{_LOCAL}@{_DOMAIN})", ignore_case=True
        ),
        STRONG,
        "@",
    ),
    Pattern(
        "e-mail apart",
        "EMAIL_ADDRESS",
        compiled(
            rf"(?<![\w.+%-])[\w.+%-]{{2,64}}[ ]?(?:[ ]@[ ]|[\[(][ ]?(?:at|arobase|a|@)[ ]?[\])][ ]?"
            rf"|[ ]arobase[ ])"
            rf"{_LABEL}(?:[ ]?(?:\.|[\[(][ ]?(?:dot|point)[ ]?[\])]|[ ]point[ ])[ ]?{_LABEL}){{1,3}}",
            ignore_case=True,
        ),
        SHAPED,
    ),
    Pattern(
        "e-mail without domain",
        "EMAIL_ADDRESS",
        compiled(r"(?<![\w.+%-])[\w.+%-]{2,64}@[^\W\d_][\w-]{1,}"),
        WEAK,
        "@",
    ),
    Pattern("handle", "USERNAME", compiled(r"(?<![\w.@/])@[^\W\d_]\w{2,30}"), WEAK, "@"),
    Pattern(
        "web address",
        "URL",
        compiled(
            rf"(?<![\w@.-])(?:www\.{_DOMAIN}(?:[/?][^\s<>\"«»]*[^\s<>\"«».,;:!?)\]}}'])?"
            rf"|{_DOMAIN}/[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]}}'])",
            ignore_case=True,
        ),
        SHAPED,
        ".",
    ),
    Pattern(
        "IPv4",
        "IP_ADDRESS",
        compiled(
            r"(?<![0-9.])(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\.(?:25[0-5]|2[0-4][0-9]"
            r"|1?[0-9]?[0-9])){3}(?!\.?[0-9])"
        ),
        STRONG,
        "0",
    ),
    Pattern(
        "IPv6",
        "IP_ADDRESS",
        compiled(r"(?<![\w:])(?:[0-9A-Fa-f]{1,4})?:(?:[0-9A-Fa-f]{0,4}:){1,6}[0-9A-Fa-f]{0,4}(?![\w:])"),
        STRONG,
        ":",
        _is_ip6,
    ),
    Pattern(
        "MAC",
        "MAC_ADDRESS",
        compiled(
            r"(?<![\w:-])(?:(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}"
            r"|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4})(?![\w:-])"
        ),
        STRONG,
    ),
)
_SEP = r"[ .\-/_]{0,3}"
_PHONES = (
    Pattern(
        "french phone",
        "PHONE_NUMBER",
        compiled(
            rf"(?:(?<![\w+])\(?(?:\+|00)[ ]?33\)?{_SEP}(?:\(0\)|0(?=[ .-]?[1-9]))?|{_DIGIT_EDGE}(?:\(0\)"
            rf"|0)){_SEP}"
            rf"[1-9](?:{_SEP}[0-9]){{8}}{_DIGIT_END}"
        ),
        STRONG,
        "0",
        _is_phone_shape,
    ),
    Pattern(
        "international phone",
        "PHONE_NUMBER",
        compiled(rf"(?<![\w+])\(?(?:\+[ ]?|00)[1-9](?:[ .\-/()]{{0,3}}[0-9]){{6,14}}{_DIGIT_END}"),
        STRONG,
        "0",
    ),
    Pattern(
        "english phone",
        "PHONE_NUMBER",
        compiled(
            rf"{_DIGIT_EDGE}(?:\(?0[0-9]{{2}}\)?[ -]?[0-9]{{4}}[ -]?[0-9]{{4}}"
            rf"|\(?0[0-9]{{3}}\)?[ -]?[0-9]{{3}}[ -]?[0-9]{{4}}"
            rf"|\(?0[0-9]{{4}}\)?[ -]?[0-9]{{3}}[ -]?[0-9]{{3}}"
            rf"|(?:1[ .-])?(?:\([2-9][0-9]{{2}}\)[ ]?"
            rf"|[2-9][0-9]{{2}}[ .-])[0-9]{{3}}[ .-][0-9]{{4}}){_DIGIT_END}"
        ),
        SHAPED,
        "0",
        _is_phone_shape,
    ),
    Pattern(
        "phone word",
        "PHONE_NUMBER",
        compiled(
            rf"{EDGE}(?:t[ée]l(?:[ée]phone)?|portable|mobile|fax|gsm|phone|cell|num[ée]ro|appele[rz]|call"
            rf"|joindre)"
            rf"[^0-9\n]{{0,20}}(?P<value>[0-9](?:{_SEP}[0-9]){{7,13}}){_DIGIT_END}",
            ignore_case=True,
        ),
        WEAK,
        "0",
        _is_phone_shape,
    ),
)
_GAP = r"[ .\-]{0,2}"
_NATIONAL = (
    Pattern(
        "NIR",
        "FR_NIR",
        compiled(
            rf"(?<![\w])[1-478]{_GAP}[0-9]{{2}}{_GAP}(?:0[1-9]|1[0-2]|[2-9][0-9]){_GAP}(?:[0-9]{{2}}"
            rf"|2[ABab]){_GAP}"
            rf"[0-9]{{3}}{_GAP}[0-9]{{3}}(?:{_GAP}[0-9]{{2}})?(?!\w)"
        ),
        STRONG,
        "0",
        checks.is_nir,
        WEAK,
    ),
    Pattern(
        "SIRET",
        "FR_SIRET",
        compiled(rf"(?<![\w])[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}(?!\w)"),
        STRONG,
        "0",
        checks.is_siret,
        WEAK,
    ),
    Pattern(
        "SIREN",
        "FR_SIREN",
        compiled(rf"(?<![\w+])[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}(?!\w)"),
        SHAPED,
        "0",
        checks.is_siren,
    ),
    Pattern(
        "VAT",
        "FR_VAT",
        compiled(
            rf"{EDGE}FR[ ]?[0-9A-Z]{{2}}[ ]?[0-9]{{3}}[ ]?[0-9]{{3}}[ ]?[0-9]{{3}}{END}", ignore_case=True
        ),
        STRONG,
        "0",
    ),
    Pattern(
        "US SSN",
        "ID",
        compiled(r"(?<![\w-])(?!000|666)[0-8][0-9]{2}-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])"),
        SHAPED,
        "0",
    ),
    Pattern(
        "UUID",
        "ID",
        compiled(rf"{EDGE}[0-9a-fA-F]{{8}}(?:-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}{END}"),
        SHAPED,
        "0",
    ),
    Pattern(
        "plate",
        "ID",
        compiled(r"(?<![\w-])[A-HJ-NP-TV-Z]{2}[ -]?[0-9]{3}[ -]?[A-HJ-NP-TV-Z]{2}(?![\w-])"),
        WEAK,
        "0",
    ),
)
_BANK = (
    Pattern(
        "IBAN",
        "IBAN_CODE",
        re.compile(rf"{EDGE}(?:{_IBAN}){END}", re.IGNORECASE),
        STRONG,
        "0",
        checks.is_iban,
        WEAK,
    ),
    Pattern(
        "RIB",
        "FR_RIB",
        compiled(rf"(?<![\w])[0-9]{{5}}{_GAP}[0-9]{{5}}{_GAP}[0-9A-Za-z]{{11}}{_GAP}[0-9]{{2}}(?!\w)"),
        STRONG,
        "0",
        checks.is_rib,
        WEAK,
    ),
    Pattern(
        "card",
        "CREDIT_CARD",
        compiled(r"(?<![\w])[2-6](?:[ -]?[0-9]){12,18}(?![\w])"),
        STRONG,
        "0",
        checks.is_card,
    ),
    Pattern(
        "card shape",
        "CREDIT_CARD",
        compiled(r"(?<![\w])[2-6][0-9]{3}([ -])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?![\w])"),
        WEAK,
        "0",
    ),
)
_REFERENCES = (
    Pattern(
        "login word",
        "USERNAME",
        compiled(
            rf"{EDGE}(?:logins?|identifiants?|user(?:[ ]?name)?|utilisateur|pseudo|compte[ ](?:ad|windows"
            rf"|skype|teams))"
            rf"[ ]*(?:[:=]|est|is)[ ]*[\"'«]?[ ]?(?P<value>[\w.@-]{{2,}}\w)",
            ignore_case=True,
        ),
        SHAPED,
    ),
    Pattern(
        "reference word",
        "ID",
        compiled(
            rf"{EDGE}(?:matricule|n[°ºo]\.?|num[ée]ro|num|dossier|client|contrat|adh[ée]rent|allocataire"
            rf"|passeport|passport"
            rf"|permis|cni|carte[ ]d'identit[ée]|s[ée]cu|ss|nir|siren|siret|rcs|r[ée]f(?:[ée]rence)?|id"
            rf"|ine|commande|facture|ticket|order|invoice|account|policy|member)"
            rf"[^\w\n]{{1,4}}(?:(?:de|du|d|client|dossier|contrat|number|no|n[°º]"
            rf"|[a-z]{{1,3}}siren)[^\w\n]{{1,3}}){{0,2}}"
            rf"(?P<value>[A-Z]{{0,4}}[-/_]?[0-9](?:[ ]?[0-9]|[A-Z]|[-/_][0-9A-Z]){{3,20}}){END}",
            ignore_case=True,
        ),
        WEAK,
        "0",
    ),
)

IDENTIFIERS: tuple[Pattern, ...] = (*_SECRETS, *_NETWORK, *_PHONES, *_NATIONAL, *_BANK, *_REFERENCES)
