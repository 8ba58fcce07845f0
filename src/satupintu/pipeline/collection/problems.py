"""What is amiss in a submission, as codes that are kept with it and sentences that the tiers read: it queues all the
same, and nobody's data are changed for it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from satupintu.engine.nik import clean_nik, nik_birth_parts, nik_sex, nik_shape
from satupintu.gateways.lists.one_row import read_turnover

from .forms import Form

SENTENCES: dict[str, str | Promise] = {
    "nik_missing": _("NIK belum diisi. Lengkapi dari KTP pemilik usaha."),
    "nik_malformed": _("NIK bukan 16 angka. Cocokkan dengan KTP."),
    "nik_anomalous": _("NIK ini tidak mungkin ada (misalnya angka nol semua). Cocokkan dengan KTP."),
    "nik_precision_lost": _("Angka terakhir NIK hilang di lembar kerja. Cocokkan dengan KTP."),
    "nik_birth_date_differs": _("Tanggal lahir tidak sama dengan yang ada di NIK. Cocokkan dengan KTP."),
    "nik_sex_differs": _("Jenis kelamin tidak sama dengan yang ada di NIK. Cocokkan dengan KTP."),
    "name_missing": _("Nama pemilik belum diisi."),
    "answer_missing": _("Ada pertanyaan wajib yang belum dijawab."),
    "answer_unreadable": _("Ada jawaban angka, tanggal, atau pilihan yang tidak terbaca."),
    "same_nik_other_sender": _("NIK ini juga dikirim orang lain. Pastikan tidak didata dua kali."),
    "clock_off": _("Jam ponsel pengirim salah; urutan mengikuti waktu diterima."),
    "photo_broken": _("Ada foto yang terpotong atau rusak. Minta foto baru bila diperlukan."),
    "photo_missing": _("Ada foto yang belum sampai."),
    "old_form_version": _(
        "Diisi dengan formulir versi lama; minta pengirim memperbarui formulir di ponselnya."
    ),
}
_CLOCK_MAY_DIFFER = timedelta(hours=6)
_FIRST_PHONES = datetime(2020, 1, 1, tzinfo=UTC)  # a clock before this was never set


def sentence(code: str) -> str:
    """The sentence of a code; the code itself where a later version made it."""
    return str(SENTENCES.get(code, code))


def problems_of(
    facts: dict[str, Any],
    form: Form | None,
    *,
    now: datetime,
    taken_at: datetime | None = None,
    sent_at: datetime | None = None,
) -> list[str]:
    """The codes of what the answers alone show. `sent_at` is the phone's clock as it sends, `now` ours."""
    found = [*_of_identity(facts), *_of_answers(facts, form)]
    if is_clock_off(now, taken_at, sent_at):
        found.append("clock_off")
    return found


def is_clock_off(now: datetime, taken_at: datetime | None, sent_at: datetime | None) -> bool:
    """Whether the phone's clock is hours wrong. A day without signal is none: only the clock at sending tells."""
    if sent_at is not None and abs(sent_at - now) > _CLOCK_MAY_DIFFER:
        return True
    return taken_at is not None and not _FIRST_PHONES < taken_at < now + _CLOCK_MAY_DIFFER


def _of_identity(facts: dict[str, Any]) -> Iterator[str]:
    written = str(facts.get("nik") or "")
    reason = nik_shape(written)
    if reason:
        yield reason
    else:
        yield from _differing(clean_nik(written), facts)
    if not str(facts.get("name") or "").strip():
        yield "name_missing"


def _differing(nik: str, facts: dict[str, Any]) -> Iterator[str]:
    """Where a sound NIK says otherwise than the answers: never a refusal, since a NIK is not mended."""
    born = str(facts.get("birth_date") or "")
    if _is_date(born) and (int(born[8:10]), int(born[5:7]), int(born[2:4])) != nik_birth_parts(nik):
        yield "nik_birth_date_differs"
    if facts.get("sex") in ("L", "P") and facts["sex"] != nik_sex(nik):
        yield "nik_sex_differs"


def _of_answers(facts: dict[str, Any], form: Form | None) -> Iterator[str]:
    if form is None:  # of a list only the turnover may have come as it was written
        if read_turnover(facts.get("annual_turnover")).is_unread:
            yield "answer_unreadable"
        return
    if any(one.required and not one.relevant and one.name not in facts for one in form.questions
           if one.name != "name"):  # fmt: skip
        yield "answer_missing"
    if any(one.name in facts and not is_readable(facts[one.name], one) for one in form.questions):
        yield "answer_unreadable"


def is_readable(value: Any, question: Any) -> bool:
    """Whether an answer is of its question's kind, as `answers.tidy` leaves it."""
    if question.kind in ("integer", "decimal"):
        is_sound = question.name != "annual_turnover" or not read_turnover(value).is_unread
        return isinstance(value, int | float) and is_sound
    if question.kind == "date":
        return _is_date(value)
    if question.kind == "select_one":
        return value in {one.name for one in question.choices}
    if question.kind == "select_multiple":
        return set(value) <= {one.name for one in question.choices}
    return True


def _is_date(value: Any) -> bool:
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").replace(tzinfo=UTC) is not None
    except ValueError:
        return False
