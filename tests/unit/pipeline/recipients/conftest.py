"""A village with three people in its registry, and agencies that report who received what."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile

from tests.unit.pipeline.registry.conftest import admit, confirmed, village  # noqa: F401 - fixtures

ARJO, KALI = "35.07.11.2008", "35.07.11.2007"
SITI, BUDI, WATI = "3507114107600001", "3507110203700002", "3507115506880003"
HEADER = "No;Nama Penerima;NIK;Tgl Lahir;Kode Desa;Nilai Bantuan (Rp);Tanggal Salur;Program"


@pytest.fixture
def people(admit, data_folder):  # noqa: F811
    """The records of Siti, Budi and Wati, by name."""
    return {
        "siti": admit(name="Siti Aminah", nik=SITI, birth_date="1960-07-01", business_name="Kios Siti"),
        "budi": admit(name="Budi Santoso", nik=BUDI, birth_date="1970-03-02", business_name="Bengkel Budi"),
        "wati": admit(name="Wati Lestari", nik=WATI, birth_date="1988-06-15", business_name="Sayur Wati"),
    }


@pytest.fixture
def ministry(make_user) -> Any:
    """The officer of the ministry's agency for the regency."""
    return make_user("agency_officer", agency="kemenkop", name="Rini Kementerian")


@pytest.fixture
def bank_agency(make_user) -> Any:
    return make_user("agency_officer", agency="bri", name="Tono Bank")


def listed(*rows: str, name: str = "penerima.csv", header: str = HEADER) -> ContentFile:
    """A CSV as an agency writes it."""
    return ContentFile("\n".join([header, *rows]).encode(), name=name)


def row(name: str, nik: str, *, number: int = 1, born: str = "", at: str = ARJO, amount: str = "1.200.000",
        on: str = "12-03-2021", programme: str = "bpum-2021") -> str:  # fmt: skip
    return ";".join([str(number), name, nik, born, at, amount, on, programme])


@pytest.fixture
def send(ministry, data_folder) -> Callable[..., Any]:
    """`send(row(…), …)`: reported by the ministry, and the file of all aid made."""
    from satupintu.pipeline.recipients.building import rebuild
    from satupintu.pipeline.recipients.services import report_aid

    def report(*rows: str, **fields: Any) -> Any:
        file = fields.pop("file", None) or listed(*rows)
        sent = report_aid(by=fields.pop("by", ministry), file=file, **fields)
        rebuild()
        sent.report.refresh_from_db()
        return sent

    return report
