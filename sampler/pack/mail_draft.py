"""The mail that carries a small pack: a draft to exactly one address, which a person looks at and sends."""

from email.message import EmailMessage
from email.policy import SMTP

from sampler.errors import UsageError
from sampler.model.address import PERSON, kind_of
from sampler.model.manifest import Manifest

TEXT = """\
FR  Ce message contient un colis chiffré, pour vous seul(e). {open_fr}
    Ne le transférez pas. À détruire le {day} au plus tard, avec tous ses exemplaires.

EN  This message holds an encrypted pack, for you only. {open_en}
    Do not forward it. To be destroyed by {day}, with every copy.

    sampler open {name} --into ./fixtures
"""
BY_PHRASE = (
    "La phrase de passe vous parvient par un autre canal.",
    "Its passphrase reaches you by another channel.",
)
BY_KEY = ("Il s'ouvre avec votre clé.", "It opens with your key.")


def draft_of(pack: bytes, name: str, manifest: Manifest, sender: str) -> bytes:
    """Give the draft as .eml; it names one recipient, and nothing of the deal or the sample."""
    if kind_of(manifest.recipient) != PERSON:
        raise UsageError("a mail goes to exactly one person", "--to dev@vendor.example")
    by_key = name.endswith(".age")
    opens = BY_KEY if by_key else BY_PHRASE
    message = EmailMessage(policy=SMTP)
    if kind_of(sender) == PERSON:
        message["From"] = sender
    message["To"] = manifest.recipient
    message["Subject"] = f"{name}"
    message["X-Unsent"] = "1"  # mail programs open it as a draft
    message.set_content(TEXT.format(open_fr=opens[0], open_en=opens[1], day=manifest.destroy_by, name=name))
    subtype = "octet-stream" if by_key else "zip"
    message.add_attachment(pack, maintype="application", subtype=subtype, filename=name)
    return message.as_bytes()
