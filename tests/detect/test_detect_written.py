"""Identifiers as people write them: after their words, in web pages, before a full stop; and look-alikes."""

import pytest

from sampler.detect import find_spans

FOUND = """
N° de contrat : 832088002|832088002
contrat n° AX 4471 2281 09|AX 4471 2281 09
policy number HO-0583482|HO-0583482
n° de châssis VF1BB05CF34980010|VF1BB05CF34980010
See 1HGCM82633A004352 please|1HGCM82633A004352
point de livraison 87700872523938|87700872523938
license plate 8XKP412|8XKP412
Driver license D4471 8820 1134|D4471 8820 1134
voir 756.9217.0769.85 svp|756.9217.0769.85
acc no: 47592943|47592943
last 4 of SSN 7731|7731
Banque 30004 Guichet 31063 Compte 38251001054 Clé 82|30004 Guichet 31063 Compte 38251001054 Clé 82
Voir 359408577574439 svp|359408577574439
See 1EG4-TE5-MK73 please|1EG4-TE5-MK73
immatriculation 0935 BH 69 merci|0935 BH 69
GPS : 45.71589, 4.89788. À suivre|45.71589, 4.89788
snap lea.m38|lea.m38
mot de passe réinitialisé à Azerty!2024|Azerty!2024
Set-Cookie: sid=8f2a9c1b44de; path=/|8f2a9c1b44de
code portail 27A41|27A41
Gate code 4471#|4471#
Tél 04&nbsp;67&nbsp;22&nbsp;11&nbsp;33 fin|04&nbsp;67&nbsp;22&nbsp;11&nbsp;33
mail c.bernier%40sfr.fr ok|c.bernier%40sfr.fr
DDN ?\\nClient : 14 02 1976|14 02 1976
née le 03/08 1992|03/08 1992
vue ce jour, ° 12.04.85|12.04.85
<birthDate value="1972-11-05"/>|1972-11-05
06.12.34.56.78/79|06.12.34.56.78/79
"""
NOBODY = """
java.lang.NullPointerException at com.acme.Batch.run
version 1.2.3.4-beta
mot de passe changé à 14h30
le contrat de 2024
le contrat de 150 000 €
session=0b1c2d3e-1111-4222-8333-444455556666
Tom &amp; Cie &lt;br&gt; 100%
"""


@pytest.mark.parametrize("case", FOUND.strip().splitlines())
def test_identifiers_are_found_as_they_are_written(case: str) -> None:
    """The value and no less of it, in the code points of the text it was given in."""
    text, _, value = case.replace("\\n", "\n").partition("|")
    assert value in [text[span.start : span.end] for span in find_spans([text])[0]]


@pytest.mark.parametrize("text", NOBODY.strip().splitlines())
def test_what_only_looks_like_one_is_left(text: str) -> None:
    """Frames of programs, versions, times, years, prices and numbers of logs are nobody's."""
    assert [span for span in find_spans([text])[0] if span.entity_type != "PERSON"] == []
