"""Postal addresses: how each country writes them, towns beside postcodes, and what looks like them."""

import time

import pytest

from sampler.detect import find_spans

_PLACES = frozenset({"ADDRESS", "POSTCODE", "CITY"})
# The address stands between bars; a new line is ⏎.
WHOLE = """
au |3 Grand'Rue, 67000 Strasbourg| même
|12 Grande Rue, 25000 Besançon|
Mme Odile Farge, |Le Bourg, 19140 Uzerche|
Fernande Miquel⏎|La Borie Haute⏎12200 Sanvensa|
|Ferme de la Haye, 27700 Les Andelys|
|quartier Saint-Jean, 83310 Cogolin|
|HLM Les Lilas bât 3 esc B, 69200 Vénissieux|
|ZA des Portes de l'Océan⏎Rue Gustave Eiffel⏎BP 20314⏎44803 SAINT-HERBLAIN CEDEX|
|12 rue Louis Blanc, La Défense 9, 92800 Puteaux|
demeurant |8, venelle du Pouldu à (29100) Douarnenez|
demeurant à |ARZON (56640), 12 rue du Port Navalo|, né à AURAY (56400) le 14 mai
M. et Mme Gérard Vasseur, |27 ter chemin de la Fontaine, 38160 Saint-Marcellin|
habite |rue du Lac 12, 1207 Genève|
|Rue Haute 45 bte 3, 1000 Bruxelles|
|appt 3, 5 pl. du Marché, 1003 Lausanne|
|Bahnhofstrasse 12, 8001 Zürich|
livrée au |4 Les Jardins de Maguelone, 34970 Lattes|
|4 rue des Lilas 3e étage 69003 Lyon|
lives at |Rose Cottage, Church Lane, Wells BA5 2PA|.
Address: |The Old Forge, Mill Lane, Little Snoring, Norfolk NR21 0HX|
who lives at |Bryn Glas, Llanfair Road, Ruthin LL15 1AB|. Thyroid
moved to |12 Oakfield, Leeds LS1| last week
Recipient Agnes Pilkington, |24 Tenter Croft, Baldock, SG7 6RT|. Gate
|Flat 2/1, 14 Hope Street, Glasgow G2 6AB|
Natasha Volkova-Reid⏎|Edinburgh EH6 5QG|
|14 Main Street, Rathmines, Dublin 6, D06 X285|
Seán Byrne, |Glebe House, Kells, Co. Meath A82 K5P6|
|RR 2 Box 118, Bend OR 97709|
born in |Boise, ID 83704-1221| on
"""
TOLD = """
Code postal : |97410|⏎Ville : |Saint-Pierre|
CP : |35000|  Ville : |Rennes|
{"street":"|9 quai des Célestins|","zip":"|75004|","city":"|Paris|"}
{"line1":"|880 Cedar Ridge Dr|","city":"|Boise|","state":"|ID|","zip":"|83704|"}
<adr>|4 allée des Pinsons|</adr><cp>|31830|</cp><ville>|PLAISANCE-DU-TOUCH|</ville>
Town: |Wells|  Postcode: |BA5 2PA|
insert into c (id, cp, ville) values (1, '|57100|', '|Thionville|'), (2, '|57000|', '|Metz|');
il vit à |33000| |Bordeaux|, puis |75011| |Paris|
Jean Poupard, |06160| |Juan-les-Pins|
"""
NOWHERE = """
#58213 Laptop
Commande 45001 Lampe
Article 12345 Chaise
HP 18223 HC
Dosage 10000 UI
Ref 33000 Bordeaux rouge
33000 Rennes
cvv 418 CARREFOUR MARKET
2 av. 3
Ville : Rennes
{"status":"open","city":"Paris","state":"open"}
{"line": "12 errors found", "address": "0.0.0.0:80 or 8080"}
Nous sommes rue Victor Hugo 3 fois par semaine
flight AB12 3CD Model
Meeting at 12 March, Room B12
""".strip().splitlines()


def _marked(text: str) -> list[str]:
    return [text[span.start : span.end] for span in find_spans([text])[0] if span.entity_type in _PLACES]


@pytest.mark.parametrize("case", WHOLE.strip().splitlines())
def test_an_address_is_found_whole(case: str) -> None:
    """Hamlets, named houses, numbers last, several lines: from its first word to its town, and no name."""
    before, value, after = case.replace("⏎", "\n").split("|")
    assert value in _marked(before + value + after)


@pytest.mark.parametrize("case", TOLD.strip().splitlines())
def test_keys_and_postcodes_tell_towns(case: str) -> None:
    """A key, a heading or a postcode of the same département announces a town; the word itself stays."""
    parts = case.replace("⏎", "\n").split("|")
    assert _marked("".join(parts)) == parts[1::2]


@pytest.mark.parametrize("text", NOWHERE)
def test_numbers_of_things_are_no_places(text: str) -> None:
    """A number is a postcode only beside a commune of its département; a town alone is nobody's."""
    assert _marked(text) == []


@pytest.mark.parametrize(
    "seed",
    [
        "19140 U ",
        "LS1 4AB ",
        "A, ",
        "<cp>",
        "ville: ",
        "Zone A ",
        "rue A 12, ",
        "Le Bourg, ",
        "Aa-sur-A ",
        "\n19140 A",
    ],
)
def test_places_take_linear_time(seed: str) -> None:
    """Ten times the text takes at most some thirty times the time: nothing looks back without end."""
    spent = []
    for size in (10_000, 100_000):
        start = time.process_time()
        find_spans([seed * (size // len(seed))])
        spent.append(time.process_time() - start)
    assert spent[1] < max(30 * spent[0], 3)
