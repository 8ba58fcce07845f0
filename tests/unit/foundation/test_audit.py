"""The audit trail can only grow, and holds no personal data; logs are masked."""

import io
import logging
from pathlib import Path

import duckdb
import pytest
from django.db import DatabaseError, connection, transaction

from satupintu.foundation.append_only import AppendOnlyError
from satupintu.foundation.audit.masking import MaskingFormatter, MaskPersonalData, mask
from satupintu.foundation.audit.models import Event
from satupintu.foundation.audit.services import record, record_each


@pytest.mark.django_db
def test_an_event_says_who_did_what_to_what_and_where(make_user):
    user = make_user("district_officer")
    event = record("round.sign", by=user, on=user, rows=475)
    event.refresh_from_db()
    assert (event.by, event.action, event.object_type, event.object_id) == (
        user,
        "round.sign",
        "accounts.user",
        str(user.pk),
    )
    assert event.area == user.area
    assert event.data == {"rows": 475}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.update(action="x"),
        lambda event: Event.objects.all().delete(),
        lambda event: Event.objects.bulk_update([event], ["action"]),
    ],
)
def test_the_model_refuses_change(change):
    event = record("x", by=None)
    with pytest.raises(AppendOnlyError):
        change(event)


@pytest.mark.django_db
@pytest.mark.parametrize("sql", ["UPDATE audit_event SET action = 'y'", "DELETE FROM audit_event"])
def test_the_database_refuses_change_too(sql):
    record("x", by=None)
    with pytest.raises(DatabaseError, match="hanya dapat ditambah"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Event.objects.get().action == "x"


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["3507114205870001", "35.07.11.420587.0001", "0812-3456-7890"])
def test_no_personal_number_enters_the_trail(value):
    with pytest.raises(ValueError, match="jejak audit"):
        record("x", by=None, note=f"baris {value}")
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "data",
    [
        {"note": {"rows": ["baris 3507114205870001"]}},
        {"3507114205870001": "ganda"},
        {"nik": 3507114205870001},
        {"niks": [1, 3507114205870001]},
    ],
)
def test_nor_does_one_hidden_in_a_list_a_key_or_a_number(data):
    with pytest.raises(ValueError, match="jejak audit"):
        record("x", by=None, **data)
    with pytest.raises(ValueError, match="jejak audit"):
        record_each("x", by=None, on=[], **data)


@pytest.mark.django_db
@pytest.mark.parametrize("total", [1_200_000 * 5_234, 62_800_000_000, 628_080_000_000, 6_281_234_567_890])
def test_a_sum_of_rupiah_is_no_phone_number(total):
    data = {"total": total, "before": {"value": total}, "share": 0.8123456789, "sums": [total]}
    assert record("proposal.sign", by=None, **data).data == data


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f"Gone: /akun/masuk/tautan/{'Ab-9_' * 6}/", "Gone: /akun/masuk/tautan/[kunci]/"),
        (f"Forbidden (CSRF): /surat/{'x-Y_1' * 4}xy/", "Forbidden (CSRF): /surat/[kunci]/"),
        (
            f"/odk/{'x' * 40}/submission, /surat/cetak/, /surat/12/",
            "/odk/[kunci]/submission, /surat/cetak/, /surat/12/",
        ),
        ("NIK 3507114205870001 ganda", "NIK [NIK] ganda"),
        ("35.07.11.420587.0001", "[NIK]"),
        ("3507 1142 0587 0001.", "[NIK]."),
        ("hp 081234567890", "hp [telepon]"),
        ("hp +62 812-3456-7890", "hp [telepon]"),
        ("village 35.07.11.2008, 1200000 rupiah", "village 35.07.11.2008, 1200000 rupiah"),
        ("anggaran Rp62.800.000.000, Rp 62.812.345.678", "anggaran Rp62.800.000.000, Rp 62.812.345.678"),
        ("2021-04-01 08:15:30", "2021-04-01 08:15:30"),
        ("sha256 9f3507114205870001ab", "sha256 9f[NIK]ab"),
    ],
)
def test_masking_blots_out_numbers_of_people_and_nothing_else(text, masked):
    assert mask(text) == masked


def test_a_hash_is_nobody_s_number_and_a_number_beside_it_is():
    digest = "9a7a0895542169c7055b1aa6fc6eb765bfe73c7bef3d143d4df6b07adc57cf4f"
    assert mask(f"sha256 {digest}") == f"sha256 {digest}"
    assert mask(f"{digest} 3507110101010001") == f"{digest} [NIK]"
    assert mask("35071101010100013507110101010002 081234567890").endswith("[telepon]")


@pytest.mark.django_db
def test_a_refused_page_is_one_line_of_the_log(client_of, monkeypatch):
    """By the handler that the settings set up; trouble of our own keeps its traceback."""
    [handler] = [one for one in logging.getLogger("django").handlers if one.name == "stderr"]
    told = io.StringIO()
    monkeypatch.setattr(handler, "stream", told)
    assert client_of("business_owner").get("/jejak/").status_code == 403
    [line] = told.getvalue().splitlines()
    assert line.endswith("Forbidden (Permission denied): /jejak/")
    client_of("business_owner").get("/", headers={"host": "evil.example"})
    assert "evil.example" in told.getvalue() and "Traceback" not in told.getvalue()
    try:
        raise ValueError
    except ValueError:
        logging.getLogger("django.request").exception("trouble", extra={"status_code": 500})
    assert "Traceback" in told.getvalue()


def test_a_log_line_is_masked_in_its_arguments_and_in_its_traceback():
    nik = "3507114205870001"
    try:
        raise ValueError(nik)
    except ValueError as trouble:
        error = (ValueError, trouble, trouble.__traceback__)
    line = logging.LogRecord("x", logging.ERROR, __file__, 1, "row %s", (nik,), error)
    MaskPersonalData().filter(line)
    text = MaskingFormatter("%(message)s").format(line)
    assert nik not in text
    assert text.startswith("row [NIK]")
    assert "Traceback" in text and text.endswith("ValueError")


def fail(error):
    raise error


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (lambda: int("SITI AMINAH"), "ValueError"),
        (lambda: {}["SITI AMINAH"], "KeyError"),
        (lambda: duckdb.execute("SELECT CAST('SITI AMINAH' AS DATE)").fetchall(), "ConversionException"),
        (lambda: Path("/SITI AMINAH.xlsx").read_bytes(), "FileNotFoundError: No such file or directory"),
        (lambda: fail(DatabaseError('bad input: "SITI AMINAH"')), "DatabaseError: bad input: …"),
        (lambda: fail(DatabaseError("no room\nDETAIL: Key (name)=(SITI AMINAH)")), "DatabaseError: no room"),
    ],
)
def test_a_traceback_in_the_log_tells_where_and_not_whose(raised, told):
    try:
        try:
            raised()
        except Exception as first:
            raise LookupError("SITI AMINAH") from first
    except LookupError as trouble:
        error = (LookupError, trouble, trouble.__traceback__)
    line = logging.LogRecord("x", logging.ERROR, __file__, 1, "trouble", (), error)
    text = MaskingFormatter("%(message)s").format(line)
    assert told in text and "test_audit.py" in text and text.endswith("LookupError")
    quoted = [one for one in text.splitlines() if "SITI" in one and not one.startswith("    ")]
    assert not quoted  # but for the lines of this very test, which a traceback shows
