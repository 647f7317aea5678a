"""The one door for Typst: a page becomes PDF/A-2b, the same bytes each time.

Data reaches the template as JSON in `sys.inputs`, so nobody's text is ever read as markup. Only the
fonts inside the typst package are used: no machine changes the result.
"""

import json
from datetime import UTC, datetime
from importlib import resources
from typing import Any

import typst

from sampler.documents.letters import Letters, drawable, everywhere, latin
from sampler.errors import SamplerError

MOST_NOTES = 40  # marks of which a page lists the letters


def render_pdf(template: str, data: dict[str, Any], lang: str, at: datetime) -> bytes:
    """Draw `data` with the template called `template`; `at` becomes the creation date.

    Raises:
        SamplerError: the page can't be drawn; its text is not repeated.
    """
    source = resources.files("sampler.documents").joinpath("templates", f"{template}.typ").read_bytes()
    for fonts in (drawable, latin):
        drawn = _compile(source, data, lang, at, fonts(data["labels"]["mark"]))
        if drawn is not None:
            return drawn
    raise SamplerError(f"the {template} can't be drawn as PDF", "ask for --format html")


def _compile(source: bytes, data: dict[str, Any], lang: str, at: datetime, letters: Letters) -> bytes | None:
    shown = everywhere(letters, data)
    notes = letters.notes()
    lacking = json.dumps([*notes[:MOST_NOTES], *(["…"] if len(notes) > MOST_NOTES else [])])
    inputs = {"data": json.dumps(shown), "lang": lang, "replaced": str(letters.hidden).lower()}
    inputs["lacking"] = lacking
    try:
        drawn: bytes = typst.compile(
            source,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards="a-2b",
            timestamp=at.astimezone(UTC).replace(microsecond=0),
        )
    except typst.TypstError:  # its message quotes the text; other fonts than ours draw fewer letters
        return None
    return drawn
