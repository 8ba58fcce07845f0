"""An agency's own list of its programmes, as a spreadsheet or as plain values: read whole, or refused row by row.

    read_list(data, name, agencies) -> list[Reported]       raises ListRefused, ReportRefused
    read_values(rows, agencies) -> list[Reported]           the same from an API's plain values; raises ReportRefused
    template(agencies) -> bytes                             a workbook to fill in

A column may be spelled in many ways and a code as its words; a code that nobody knows is refused, never guessed.
"""

from satupintu.gateways.programme_lists.meaning import Refusal, Reported, ReportRefused, read_values
from satupintu.gateways.programme_lists.sheets import read_list
from satupintu.gateways.programme_lists.template import template

__all__ = ["Refusal", "ReportRefused", "Reported", "read_list", "read_values", "template"]
