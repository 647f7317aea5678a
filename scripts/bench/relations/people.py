"""Invented people and all that tables say of them: names of every shape, accounts, right numbers."""

from dataclasses import dataclass
from random import Random

from relations.forms import account
from sampler.surrogates.lists import communes, given_names, streets, surnames
from sampler.surrogates.vocabulary import PARTICLES

PROVIDERS = (
    "gmail.com",
    "orange.fr",
    "free.fr",
    "hotmail.com",
    "yahoo.fr",
    "laposte.net",
    "sfr.fr",
    "wanadoo.fr",
)
BOXES = (
    "first.last",
    "first.last",
    "first.last",
    "firstlast",
    "last.first",
    "f.last",
    "flast",
    "first_last",
    "last",
    "first-last",
)
LOGINS = ("flast", "flast", "lastf", "f.last", "first.last", "f.cut", "flast8", "first.l")
_WHOLE = {"f.cut": "f.last", "flast8": "flast"}
_SYLLABLES = ("za", "ki", "lo", "mu", "ré", "vin")
_COMMON = 2_000
_LEGAL = ("SARL", "SAS", "SA", "SCI", "EURL")
_TRADES = ("Industrie", "Services", "Conseil", "Transports", "Menuiserie", "Logistique", "Formation")
_ACCENTS = {"e": "éèê", "a": "â", "i": "ï", "o": "ô", "u": "ü", "c": "ç"}


@dataclass(frozen=True, slots=True)
class Company:
    """A company: its numbers and its domain belong together."""

    name: str
    siren: str
    siret: str
    vat: str
    domain: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person; `box` is the mailbox, `login` the account at work, both unique with their number."""

    number: int
    first: str
    last: str
    sex: str
    birth: str
    nir: str
    phone: str
    iban: str
    address: str
    postcode: str
    city: str
    company: Company
    box: str
    box_form: str
    host: str
    login: str
    login_form: str

    @property
    def civility(self) -> str:
        """The short civility."""
        return "Mme" if self.sex == "F" else "M."

    @property
    def email(self) -> str:
        """The address."""
        return f"{self.box}@{self.host}"


def luhn(body: str) -> str:
    """`body` with its Luhn digit."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        digit = int(sign) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit  # noqa: PLR2004 - two digits
    return f"{body}{-total % 10}"


def companies(rng: Random, count: int, names: list[str]) -> list[Company]:
    """Invented companies with right numbers."""
    found = []
    for number in range(count):
        word, trade = rng.choice(names), rng.choice(_TRADES)
        siren = luhn(f"{10_000_000 + number * 7919 % 89_999_999:08d}")
        siret = luhn(siren + f"{rng.randrange(1, 9999):04d}")
        vat = f"FR{(12 + 3 * (int(siren) % 97)) % 97:02d}{siren}"
        label = f"{word}-{trade}".lower() if number % 2 else f"{word}{trade}".lower()
        name = f"{word.title()} {trade} {rng.choice(_LEGAL)}"
        found.append(Company(name, siren, siret, vat, f"{label}{number}.fr"))
    return found


def accented(rng: Random, name: str) -> str:
    """`name` with one accent, sometimes: the lists have none."""
    places = [place for place, sign in enumerate(name) if sign in _ACCENTS and 0 < place < len(name) - 1]
    if not places or rng.random() < 0.7:  # noqa: PLR2004 - most names have none
        return name
    place = rng.choice(places)
    return name[:place] + rng.choice(_ACCENTS[name[place]]) + name[place + 1 :]


def titled(name: str) -> str:
    """A name as people write it: particles small, the rest with capitals."""
    words = name.split(" ")
    small = {"de", "la", "du", "des"} if len(words) > 1 else set[str]()
    return " ".join(w if w in small else "-".join(p.title() for p in w.split("-")) for w in words)


def _pools(rng: Random) -> tuple[list[tuple[str, str]], list[str]]:
    listed = given_names()
    by_count = sorted(listed.items(), key=lambda pair: -pair[1].count)
    first = [(name, entry.gender) for name, entry in by_count if entry.count > _COMMON and len(name) > 2]  # noqa: PLR2004
    first = [(name, sex) for name, sex in first if name.replace("-", "").isalpha()][:1500]
    endings = {"F": "na", "M": "lek"}
    first += [
        ("".join(rng.choice(_SYLLABLES) for _ in range(3)) + ending, sex)
        for sex, ending in endings.items()
        for _ in range(20)
    ]
    counts = surnames()
    every = [name for name in sorted(counts, key=lambda name: -counts[name]) if len(name) > 2]  # noqa: PLR2004
    every = [name for name in every if name.replace(" ", "").isalpha()]
    last = [name for name in every if " " not in name and name not in PARTICLES][:12_000]
    particles = [name for name in every if " " in name][:600]
    particles += [f"de {name}" for name in last[2000:2100]] + [f"de la {name}" for name in last[2100:2150]]
    particles += [f"d'{name}" for name in last if name[0] in "aeiou"][:80]
    doubles = [f"{a}-{b}" for a, b in zip(last[100:500], last[700:1100], strict=True)]
    for name in (*particles, *doubles):
        last.insert(rng.randrange(len(last)), name)
    return first, last


def people(count: int, seed: int = 1) -> list[Person]:
    """`count` people; the same seed gives the same ones. One in three lives in a household with others."""
    rng = Random(f"relations:{seed}")  # noqa: S311 - a sample, the same for a seed
    first, last = _pools(rng)
    first = [(titled(accented(rng, name)), sex) for name, sex in first]
    last = [titled(accented(rng, name)) for name in last]
    firms = companies(rng, max(8, count // 40), [n for n in last if n.isascii() and n.isalpha()][300:1500])
    towns, roads = communes(), streets()
    taken: set[str] = set()
    found: list[Person] = []
    for number in range(count):
        given, sex = first[int(rng.random() ** 2 * len(first))]
        sex = sex if sex in "FM" else rng.choice("FM")
        shared = found[-1] if found and rng.random() < 0.33 else None  # noqa: PLR2004 - a household
        surname = shared.last if shared else last[int(rng.random() ** 2 * len(last))]
        town = rng.choice(towns)
        firm = rng.choice(firms)
        year, month, day = rng.randrange(1940, 2005), rng.randrange(1, 13), rng.randrange(1, 29)
        box, box_form = _account(rng, BOXES, given, surname, taken)
        login, login_form = _account(rng, LOGINS, given, surname, taken)
        found.append(
            Person(
                number=number, first=given, last=surname, sex=sex, birth=f"{day:02d}/{month:02d}/{year}",
                nir=_nir(sex, year, month, number), phone=_phone(rng, number), iban=_iban(number),
                address=shared.address if shared else f"{rng.randrange(1, 300)} {rng.choice(roads)}",
                postcode=shared.postcode if shared else town.postcode,
                city=shared.city if shared else town.name,
                company=firm, box=box, box_form=box_form,
                host=rng.choice(PROVIDERS) if rng.random() < 0.6 else firm.domain,  # noqa: PLR2004
                login=login, login_form=login_form,
            )
        )  # fmt: skip
    return found


def _nir(sex: str, year: int, month: int, number: int) -> str:
    place, order = f"{21 + number % 74:02d}{1 + number // 74 % 400:03d}", f"{1 + number // 29_600:03d}"
    body = f"{1 if sex == 'M' else 2}{year % 100:02d}{month:02d}{place}{order}"
    return f"{body}{97 - int(body) % 97:02d}"


def _phone(rng: Random, number: int) -> str:
    digits = f"{'67'[number % 2]}{12_000_000 + number * 613 % 80_000_000:08d}"
    pairs = [digits[1 + place : 3 + place] for place in range(0, 8, 2)]
    layout = rng.randrange(3)
    return (f"0{digits}", f"0{digits[0]} {' '.join(pairs)}", f"+33 {digits[0]} {' '.join(pairs)}")[layout]


def _iban(number: int) -> str:
    bank, branch, account = 10_000 + number % 19_999, number * 31 % 99_999, number * 7919 % 10**11
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    rib = f"{bank:05d}{branch:05d}{account:011d}{key:02d}"
    return f"FR{98 - int(rib + '152700') % 97:02d}{rib}"


def _account(rng: Random, forms: tuple[str, ...], first: str, last: str, taken: set[str]) -> tuple[str, str]:
    form = rng.choice(forms)
    stem = account(form, first, last)
    if account(_WHOLE.get(form, form), first, last) == stem:
        form = _WHOLE.get(form, form)  # a name too short to be cut is not cut
    name = f"{stem}{rng.randrange(100)}" if rng.random() < 0.2 else stem  # noqa: PLR2004 - a birth year
    number = 1
    while name in taken:
        number += 1
        name = f"{stem}{number}"
    taken.add(name)
    return name, form
