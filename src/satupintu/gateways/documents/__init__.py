"""Papers people sign and keep: the decree with its annex (PDF and XLSX), the letter to one person."""

from satupintu.gateways.documents.annex import write_annex_xlsx
from satupintu.gateways.documents.decree import Decree, Office, Recipient, Signatory, decree_pdf
from satupintu.gateways.documents.letter import decision_letter_pdf
from satupintu.gateways.documents.pdf import DocumentProblem, render_pdf
from satupintu.gateways.documents.wording import date_words, mask_nik, number, rupiah

__all__ = [
    "Decree",
    "DocumentProblem",
    "Office",
    "Recipient",
    "Signatory",
    "date_words",
    "decision_letter_pdf",
    "decree_pdf",
    "mask_nik",
    "number",
    "render_pdf",
    "rupiah",
    "write_annex_xlsx",
]
