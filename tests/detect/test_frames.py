"""What stands around a word settles whether it is somebody's name, a thing or a login."""

import pytest

from sampler.detect import find_spans


def masked(text: str, kind: str = "PERSON") -> list[str]:
    return [text[s.start : s.end] for s in find_spans([text])[0] if s.entity_type == kind]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Conclusions déposées pour les époux Fontaine contre le syndic.", "Fontaine"),
        ("We visited the Rivers family last week.", "Rivers"),
        ("Objet : dossier Marchand", "Marchand"),
        ("could you tell rose that lunch is late", "rose"),
        ("See you on Monday.\nCheers,\nGaz", "Gaz"),
        ("Mme Prud'homme a signé le bail.", "Prud'homme"),
    ],
)
def test_a_word_that_is_also_a_name_is_one_in_a_frame_of_persons(text: str, name: str) -> None:
    """After "les époux", before "family", in a signature: a common word is somebody."""
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Le signe de Babinski est négatif, la loi de Hooke s'applique.",
        "Known history of Addison's disease.",
        "Coloris : Rose Poudré, modèle « Camille ».",
        "Après la mort de Louis XIV en 1715, le royaume est endetté.",
        "Prendre rendez-vous avec le CAMHS, puis le DPE par SMS.",
    ],
)
def test_a_thing_that_bears_a_name_is_nobody(text: str) -> None:
    """Laws, signs, colours, kings and abbreviations are not masked as persons."""
    assert masked(text) == []


def test_code_has_no_persons_and_no_logins() -> None:
    """A decorator, a C type, an option and a header file are code."""
    text = "@overload\ndef load(self):\n    pass\n\nuint8_t c_func(void);\n#include <stdio.h>\nrun --max 3\n"
    assert masked(text) + masked(text, "USERNAME") == []


def test_a_nick_that_begins_several_lines_is_a_login() -> None:
    """Who speaks twice in a chat is somebody; a key that stands once is none."""
    assert masked("zaz_81: tu viens\nmax.k: oui\nzaz_81: super", "USERNAME").count("zaz_81") == 2
    assert masked("port_2: ouvert", "USERNAME") == []


def test_a_title_or_a_degree_is_not_part_of_the_name() -> None:
    """What someone is stays readable beside the name."""
    found = masked("Présents : M. Arnaud Peltier. Cllr Hargreaves proposed the motion.")
    assert found == ["Arnaud Peltier", "Hargreaves"]


def test_a_name_that_is_a_word_is_meant_again_where_it_is_written_alike() -> None:
    """A surname in capitals after a title is looked for in the same capitals."""
    text = "Livrer à Mme PAQUET avant midi. Au portail, interphone PAQUET."
    assert masked(text).count("PAQUET") == 2
