"""Who speaks for a deal's provider: its contact, and people whose address is of the contact's own domain."""

from email.utils import parseaddr

from sampler.custody.session import Session

PUBLIC_MAIL = frozenset(  # anybody can have an address there, so that the domain says nothing
    (
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "outlook.fr",
            "hotmail.com",
            "hotmail.fr",
            "live.com",
        ),
        *("live.fr", "msn.com", "yahoo.com", "yahoo.fr", "ymail.com", "aol.com", "icloud.com", "me.com"),
        *("mac.com", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.net", "gmx.de", "gmx.fr"),
        *("web.de", "mail.com", "zoho.com", "yandex.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr"),
        *("laposte.net", "bbox.fr", "neuf.fr", "numericable.fr", "tutanota.com", "fastmail.com"),
    )
)


def address_of(name: str) -> str:
    """The address in `Name <address>`, or alone; empty when there is none."""
    address = parseaddr(name)[1].strip().casefold()
    return address if address.count("@") == 1 and not address.startswith("@") else ""


def named_address(name: str) -> bool:
    """Say whether something is `Name <address>`, both given."""
    return bool(parseaddr(name)[0].strip() and address_of(name))


def is_provider(session: Session, deal: str, by: str, *, signed: bool) -> bool:
    """Say whether somebody speaks for a deal's provider.

    A contact without an address vouches for nobody by mail; a signed answer is known by its key then.
    """
    return speaks_for(session.registry.details("deal", deal).get("contact", ""), by, signed=signed)


def speaks_for(contact: str, by: str, *, signed: bool) -> bool:
    """As `is_provider`, for a contact as it was given."""
    known, theirs = address_of(contact), address_of(by)
    if not known:
        return signed
    domain = known.partition("@")[2]
    return theirs == known or (domain not in PUBLIC_MAIL and theirs.partition("@")[2] == domain)
