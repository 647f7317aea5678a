"""Which layout belongs to which model."""

from sampler.documents.certificate import certificate_page
from sampler.documents.destruction import report_page
from sampler.documents.page import Page
from sampler.documents.receipt import receipt_page
from sampler.documents.register import register_page
from sampler.documents.returned import return_page
from sampler.model.certificate import Certificate
from sampler.model.register import Register
from sampler.model.report import DestructionReport, Receipt
from sampler.model.returned import Return


def page_of(document: Certificate | DestructionReport | Receipt | Register | Return, lang: str) -> Page:
    """Lay out `document` in `lang`."""
    if isinstance(document, Certificate):
        return certificate_page(document, lang)
    if isinstance(document, Receipt):
        return receipt_page(document, lang)
    if isinstance(document, Return):
        return return_page(document, lang)
    if isinstance(document, Register):
        return register_page(document, lang)
    return report_page(document, lang)
