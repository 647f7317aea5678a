"""The text by which an authorization is asked for, and the block in it that the provider's answer repeats."""

import re
from dataclasses import dataclass
from datetime import date

from sampler.custody.gate import ask
from sampler.custody.session import Session
from sampler.documents.catalogue import translator
from sampler.errors import UnreadableError, UsageError
from sampler.policy.acts import DATA_ACTS
from sampler.policy.rules import RULES

BEGIN, END = "--- sampler-authorization-v1 ---", "--- end ---"
FIELDS = ("deal", "home", "rule", "act", "scope", "until")
BLOCK = re.compile(rf"^{re.escape(BEGIN)}\n(.*?)^{re.escape(END)}$", re.MULTILINE | re.DOTALL)
EXTENSION = "deal.extend"  # by EDU-6 the provider allows a later end, and nothing else
LIFTABLE = tuple(sorted({"EDU-6", *(rule.id for rule in RULES.values() if rule.scope is not None)}))
ANY = "any"
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: one rule lifted, for one act or any, in one scope or any, until a day."""

    deal: str
    rule: str
    act: str
    scope: str
    until: str

    def __post_init__(self) -> None:
        if self.rule not in LIFTABLE:
            raise UsageError(
                f"the provider can lift {', '.join(LIFTABLE)}, and no other rule", "--rule EDU-4"
            )
        if self.rule == "EDU-6" and self.act not in ("any", EXTENSION):
            raise UsageError("the provider lifts EDU-6 by an extension only", f"--act {EXTENSION}")
        if self.act not in ("any", *DATA_ACTS, *([EXTENSION] if self.rule == "EDU-6" else [])):
            raise UsageError(f"--act is any, or one of {', '.join(sorted(DATA_ACTS))}", "--act load")
        if not WORD.fullmatch(self.scope):
            raise UsageError("--scope is any, or the id of an environment or custodian", "--scope staging")
        try:
            date.fromisoformat(self.until)
        except ValueError:
            raise UsageError("--until is not a date", "--until 2027-01-31") from None


def request_text(session: Session, wanted: Wanted, lang: str) -> str:
    """The text to send to the provider, in French or English; the block at its end is what gets signed."""
    ask(session, "authorization.request", wanted.deal)
    said, words = session.registry.details("deal", wanted.deal), translator(lang)
    me = session.registry.details("person", session.actor)
    facts = {
        "provider": said.get("provider", ""),
        "purpose": said.get("purpose", ""),
        "deal": wanted.deal,
        "rule": wanted.rule,
        "what": words(f"authorization.{wanted.rule}"),
        "act": _said(wanted.act, lang, "tous"),
        "scope": _said(wanted.scope, lang, "toutes"),
        "day": words.day(wanted.until),
        "name": me.get("name", ""),
        "email": me.get("email", ""),
    }
    return f"{words('authorization.letter', **facts)}\n\n{block(session, wanted)}"


def _said(word: str, lang: str, french: str) -> str:
    """`any` in the letter's language; the block below keeps the word that is read again."""
    return french if word == ANY and lang == "fr" else word


def block(session: Session, wanted: Wanted) -> str:
    """The lines that say exactly what is authorized; `home` ties them to this ledger."""
    values = (wanted.deal, home_of(session), wanted.rule, wanted.act, wanted.scope, wanted.until)
    lines = [f"{name}: {value}" for name, value in zip(FIELDS, values, strict=True)]
    return "\n".join([BEGIN, *lines, END]) + "\n"


def read_block(session: Session, data: bytes, deal: str) -> Wanted:
    """What a signed text authorizes: exactly one block, for this home and deal.

    Raises:
        UnreadableError: there is none, or it is for somebody else.
    """
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    blocks = BLOCK.findall(text)
    pairs = [line.partition(": ")[::2] for line in blocks[0].splitlines()] if len(blocks) == 1 else []
    if tuple(name for name, _ in pairs) != FIELDS:
        raise UnreadableError(
            "the signed text holds no single authorization block", f"sampler authorization request {deal}"
        )
    found = dict(pairs)
    if found["home"] != home_of(session) or found["deal"] != deal:
        raise UnreadableError("the signed text authorizes something for another home or deal")
    return Wanted(deal, found["rule"], found["act"], found["scope"], found["until"])


def home_of(session: Session) -> str:
    """The id of this home's ledger."""
    return session.registry.chain()[0].hex()
