"""Messages as deliveries, built header by header."""

from email.message import EmailMessage

CSV = b"id;nom\n1;Durand\n2;Moreau\n"


def message(to: str = "ana@vendor.example", **headers: str) -> EmailMessage:
    """A message to one person with one attachment; `Cc`, `List_Id` … are more headers."""
    mail = EmailMessage()
    mail["From"] = "Zoe Planted <zoe.planted@acme.example>"
    mail["Date"] = "Mon, 16 Nov 2026 10:00:00 +0100"
    if to:
        mail["To"] = to
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Bonjour, voici le fichier.\n")
    mail.add_attachment(CSV, maintype="text", subtype="csv", filename="clients.csv")
    return mail


def forwarded(inner: EmailMessage) -> EmailMessage:
    """A message to one person that holds another message."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "zoe.planted@acme.example", "ana@vendor.example"
    mail["Date"] = "Mon, 16 Nov 2026 11:00:00 +0100"
    mail.set_content("See below.\n")
    mail.add_attachment(inner)
    return mail
