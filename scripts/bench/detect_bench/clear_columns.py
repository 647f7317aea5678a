"""Columns whose cells are nobody's personal data, though many look like it."""

from random import Random

from detect_bench.column_kinds import column, filler_of, uniform_date
from detect_bench.values_fr import digits, letters

_THING = (
    "Perceuse sans fil|Fauteuil gris|Lampe de bureau|Table basse|Écran "
    "plat|Vis inox|Chaise Martin|Tapis Florence|Café moulu|Ramette A4|"
    "Câble HDMI|Sac à dos"
)
_EN_THING = (
    "Cordless drill|Windsor chair|Desk lamp|Coffee table|Flat screen|Steel "
    "screws|Jack adapter|Rose pot|Ground coffee|A4 paper|HDMI cable|"
    "Backpack"
)


def _ean(draw: Random) -> str:
    body = "3" + digits(draw, 11)
    return body + str(-sum(int(sign) * (3 if at % 2 else 1) for at, sign in enumerate(body)) % 10)


CLEAR = (
    column(
        "amount",
        "",
        "montant|Montant TTC|prix|mt_ht|total",
        "amount|Price|total|net_amount",
        "x1|v1",
        lambda row: f"{row.draw.randint(1, 9999)}.{digits(row.draw, 2)}",
    ),
    column(
        "amount fr",
        "",
        "solde|montant_ht|tarif",
        "balance|rate",
        "x2",
        lambda row: f"{row.draw.randint(1, 999)} {digits(row.draw, 3)},{digits(row.draw, 2)}",
    ),
    column(
        "quantity",
        "",
        "qte|Quantité|nb",
        "qty|Quantity|count",
        "x3|nbr",
        lambda row: str(row.draw.randint(1, 500)),
    ),
    column(
        "creation date",
        "",
        "date_creation|cree_le|Date de commande|date_maj",
        "created_at|Order date|updated_on",
        "d3|d4",
        lambda row: uniform_date(row, 2021, 2026),
    ),
    column(
        "timestamp",
        "",
        "horodatage|ts|date_heure",
        "timestamp|event_time|logged_at",
        "t1",
        filler_of("stamp"),
    ),
    column(
        "epoch",
        "",
        "epoch|ts_unix",
        "epoch|unix_ts",
        "t2b",
        lambda row: str(row.draw.randint(1_600_000_000, 1_790_000_000)),
    ),
    column(
        "status",
        "",
        "statut|etat|Statut commande",
        "status|state|order_status",
        "s3",
        lambda row: row.choice("ouvert|clos|en cours|annulé", "open|closed|pending|cancelled"),
    ),
    column(
        "product",
        "",
        "libelle_produit|Article|désignation|produit",
        "product|item_name|Product label",
        "p1|p2",
        lambda row: row.choice(_THING, _EN_THING),
    ),
    column(
        "reference",
        "",
        "ref_produit|reference|Réf. article|sku",
        "sku|part_number|product_ref",
        "r1",
        lambda row: f"{row.choice('ABC|XRT|PLM|DKZ', 'ABC|XRT|PLM|DKZ')}-{digits(row.draw, 4)}",
    ),
    column(
        "category",
        "",
        "categorie|famille|rayon",
        "category|family|department",
        "g1",
        lambda row: row.choice(
            "Meubles|Jardin|Outillage|Textile|Blanc", "Furniture|Garden|Tools|Textile|White goods"
        ),
    ),
    column(
        "boolean",
        "",
        "actif|valide|abonne",
        "active|is_valid|subscribed",
        "b7",
        lambda row: row.choice("oui|non", "true|false"),
    ),
    column("version", "", "version|version_logiciel", "version|app_version", "v7", filler_of("version")),
    column(
        "percentage",
        "",
        "taux|tx_remise|pourcentage",
        "rate_pct|discount|share",
        "x9",
        lambda row: f"{row.draw.randint(0, 99)}.{digits(row.draw, 1)}",
    ),
    column(
        "url",
        "",
        "url|lien|page",
        "url|link|landing_page",
        "l1",
        lambda row: f"https://www.boutique-nuage.example/p/{digits(row.draw, 5)}",
    ),
    column(
        "country",
        "",
        "code_pays|pays",
        "country_code|country",
        "y1",
        lambda row: row.draw.choice(("FR", "DE", "GB", "US", "ES", "BE")),
    ),
    column(
        "currency",
        "",
        "devise|monnaie",
        "currency|ccy",
        "y2",
        lambda row: row.draw.choice(("EUR", "USD", "GBP", "CHF")),
    ),
    column(
        "colour",
        "",
        "couleur|coloris",
        "colour|color",
        "y3",
        lambda row: row.choice("blanc|noir|rose|olive|prune|violette", "white|black|rose|olive|amber|violet"),
    ),
    column("weekday", "", "jour|jour_livraison", "weekday|delivery_day", "y4", filler_of("weekday")),
    column("month", "", "mois|mois_facturation", "month|billing_month", "y5", filler_of("month")),
    column("subject", "", "matiere|discipline", "subject|course", "y6", filler_of("subject")),
    column(
        "grade",
        "",
        "note|moyenne",
        "grade|score",
        "y7",
        lambda row: f"{row.draw.randint(0, 20)}.{row.draw.choice('05')}",
    ),
    column(
        "latency",
        "",
        "duree_ms|temps_reponse",
        "latency_ms|duration",
        "z3",
        lambda row: str(row.draw.randint(1, 30000)),
    ),
    column(
        "file",
        "",
        "fichier|nom_fichier",
        "filename|file",
        "z4",
        lambda row: f"export_{row.filler('iso')}_{digits(row.draw, 3)}.csv",
    ),
    column("barcode", "", "ean|code_barre", "ean13|barcode", "z5", lambda row: _ean(row.draw)),
    column("size", "", "taille|dimensions", "size|dimensions", "z6", filler_of("size")),
    column(
        "job",
        "",
        "service|direction",
        "division|business_unit",
        "z7",
        lambda row: row.choice(
            "Comptabilité|Ventes|Achats|Logistique", "Accounting|Sales|Purchasing|Logistics"
        ),
    ),
    column(
        "hash",
        "",
        "empreinte|sha1",
        "checksum|sha1",
        "z8",
        lambda row: letters(row.draw, 40, "0123456789abcdef"),
    ),
    column(
        "legal text",
        "",
        "mention|libelle_long",
        "legal_text|long_label",
        "z9",
        lambda row: row.choice(
            (
                "Garantie de deux ans pièces et main d'œuvre.|Livraison sous cinq "
                "jours ouvrés.|Retour possible en magasin."
            ),
            "Two year warranty on parts.|Ships within five working days.|Returns accepted in store.",
        ),
    ),
    column(
        "temperature",
        "",
        "temperature|temp_c",
        "temperature|temp_f",
        "w9",
        lambda row: f"{row.draw.randint(-9, 39)}.{digits(row.draw, 1)}",
    ),
    column("year", "", "annee|exercice|millesime", "year|fiscal_year", "w8", filler_of("year")),
)
