"""Invented names: pronounceable, plain ASCII, read from an integer by mixed radix."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ONSETS = _words("b bl br c ch cl cr d dr f fl fr g gl gr h j k l m n p pl pr qu r s t tr v vr z st sp ph th")
NUCLEI = _words("a e i o u ai au ei eu ou oi an en in on un")
CODAS = ("", "", "", "", "", "l", "r", "s")
ENDINGS = {
    "F": _words("a ie ine elle ette ane ene ille ise ande ielle otte ina elia ulie ianne"),
    "M": _words("o in ard el ien eric ald on is us er and ot ic ian ert"),
    "N": _words("ys y al an ely aly im oly ey em ays il en oe ax iel"),
    "": _words("ard eau ier in on et ot ac el ec ou ain ert ois and ille"),
}
FINALS = _words("b c d f g l m n r s t v z bl br ch dr gr tr nd rd rt nn ll ss")


def invent(number: int, ending: str, syllables: int) -> str:
    """An invented name of `syllables` syllables and the ending of a gender ("" for surnames and words)."""
    parts = []
    for _ in range(syllables):
        for signs in (ONSETS, NUCLEI, CODAS):
            number, index = divmod(number, len(signs))
            parts.append(signs[index])
    number, index = divmod(number, len(FINALS))
    endings = ENDINGS[ending]
    return "".join(parts) + FINALS[index] + endings[number % len(endings)]
