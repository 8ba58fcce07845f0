"""Reads lists of would-be recipients as people send them (XLSX, XLS, ODS, CSV, Parquet) into canonical columns."""

from satupintu.gateways.lists.maps import ColumnMap
from satupintu.gateways.lists.problems import Candidate, ListProblem, ListQuestion, ListUsageError, Notice
from satupintu.gateways.lists.reader import SUFFIXES, list_files, passed_over, read_lists
from satupintu.gateways.lists.reading import ReadColumn, ReadFile, Reading, ReadSheet

__all__ = [
    "SUFFIXES",
    "Candidate",
    "ColumnMap",
    "ListProblem",
    "ListQuestion",
    "ListUsageError",
    "Notice",
    "ReadColumn",
    "ReadFile",
    "ReadSheet",
    "Reading",
    "list_files",
    "passed_over",
    "read_lists",
]
