"""What to write back to a provider whose delivery came the wrong way: French and English, ready to send."""

from sampler.custody.session import Session
from sampler.registry.private_files import write_private

RULES = ("EDU-1", "EDU-2", "EDU-3")
WHAT = {
    "EDU-1": (
        "est arrivé par un canal ouvert au public (dépôt ou lien public, transfert non chiffré)",
        "came by a channel that is open to the public (public repository or link, unencrypted transfer)",
        "Merci de rendre ce dépôt ou ce lien inaccessible, et d'en supprimer les données.",
        "Please close that place or link, and delete the data there.",
    ),
    "EDU-2": (
        "est un échantillon volumineux qui a voyagé sans chiffrement",
        "is a large sample that travelled without encryption",
        "Merci de supprimer les exemplaires restés en clair sur le trajet.",
        "Please delete the copies that were left in the clear on the way.",
    ),
    "EDU-3": (
        "était joint à un envoi groupé (liste de diffusion ou plusieurs destinataires)",
        "was attached to a group mailing (a mailing list or several recipients)",
        "Merci de demander aux autres destinataires de supprimer ce message.",
        "Please ask the other recipients to delete that message.",
    ),
}
TEXT = """\
Objet : échantillon de données pour « {purpose} » ({deal})

Bonjour,

Nous avons reçu un envoi qui {what_fr} (règle {rule} de notre politique).
{kept_fr}
{then_fr}
Pour un nouvel envoi : une archive protégée par mot de passe (AES-256), déposée sur un site de transfert
sécurisé ({channels}), à une seule personne ; le mot de passe par un autre canal.

Cordialement,
{me}

--

Subject: data sample for "{purpose}" ({deal})

Hello,

We received a delivery that {what_en} (rule {rule} of our policy).
{kept_en}
{then_en}
To send it again: an archive protected by a password (AES-256), on a secured transfer site ({channels}),
to one person only; the password by another channel.

Kind regards,
{me}
"""
KEPT = {
    True: (
        "L'envoi a été accepté et cet écart est consigné.",
        "It was taken in, and this breach of the rule is on record.",
    ),
    False: (
        "Nous ne l'avons pas utilisé et n'en avons rien conservé dans notre coffre.",
        "We have not used it, and kept nothing of it in our vault.",
    ),
}


def write_notice(session: Session, deal: str, rule: str, *, kept: bool = False) -> str:
    """Write the text for the provider among the home's documents; give its path."""
    said = session.registry.details("deal", deal)
    me = session.registry.details("person", session.actor)
    what_fr, what_en, then_fr, then_en = WHAT[rule]
    kept_fr, kept_en = KEPT[kept]
    values = {
        "deal": deal,
        "rule": rule,
        "purpose": said.get("purpose", ""),
        "me": me.get("name", ""),
        "channels": ", ".join(session.policy.channels[:3]),
    }
    words = {"what_fr": what_fr, "what_en": what_en, "then_fr": then_fr, "then_en": then_en}
    words |= {"kept_fr": kept_fr, "kept_en": kept_en}
    path = session.home.documents / f"notice-{deal}-{rule}.txt"
    write_private(path, TEXT.format(**values, **words).encode())
    return str(path)
