"""The one door for Jinja: a page becomes one HTML file with no script and nothing from elsewhere."""

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from sampler.documents.letters import everywhere, visible


def render_html(template: str, data: dict[str, Any]) -> bytes:
    """Draw `data` with the template called `template`; each value is escaped.

    The content security policy allows the page's own style sheet, by its hash, and nothing else.
    """
    style = _style()
    given, shown = everywhere(str, data), everywhere(visible, data)
    text = _template(template).render(
        page=shown,
        style=Markup(style),  # noqa: S704 - package data; a style element is not escaped by browsers
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        replaced=shown != given,
    )
    return text.encode()


@lru_cache(maxsize=1)
def _style() -> str:
    return resources.files("sampler.documents").joinpath("templates", "page.css").read_text(encoding="utf-8")


@lru_cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("sampler.documents"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.html")
