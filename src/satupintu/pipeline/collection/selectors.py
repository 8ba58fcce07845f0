"""What the pages of collection show: submissions of the person's area, one submission in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from satupintu.foundation.accounts.permissions import limit_to_area

from .files import missing_names
from .forms import Form, Question, load_form, question_named
from .models import Attachment, Submission
from .problems import sentence

# What an answer is called that no form of ours asked for: columns of lists.
_LABELS: dict[str, str | Promise] = {
    "nik": "NIK",
    "kk": _("Nomor KK"),
    "name": _("Nama"),
    "birth_date": _("Tanggal lahir"),
    "birth_place": _("Tempat lahir"),
    "sex": _("Jenis kelamin"),
    "phone": _("Nomor HP"),
    "address": _("Alamat"),
    "village": _("Desa/kelurahan"),
    "hamlet": _("Dusun"),
    "rt": "RT",
    "rw": "RW",
    "sector": _("Bidang usaha"),
    "business_name": _("Nama usaha"),
    "business_letter": _("Surat usaha atau NIB"),
    "annual_turnover": _("Penjualan setahun (Rp)"),
    "submitted_at": _("Tanggal usulan"),
    "proposer": _("Pengusul"),
    "occupation": _("Pekerjaan"),
}
_HIDDEN = frozenset({"nik", "kk"})


@dataclass(frozen=True)
class Answer:
    """One answer in words, and the photo that it is, where it came."""

    label: str
    words: str
    attachment: Attachment | None = None


def visible_submissions(user: Any) -> QuerySet[Submission]:
    """Submissions of the user's area, newest first."""
    return limit_to_area(Submission.objects.unsealed().select_related("area", "by"), user)


def mendable(user: Any) -> QuerySet[Submission]:
    """Submissions whose place the user's next one may take: what they sent, and what a tier returned to their area."""
    # `waiting` is the row that verification, the stage above, keeps of where a submission stands.
    found = Submission.objects.unsealed().filter(Q(by=user) | Q(waiting__purpose="mend"))
    return limit_to_area(found, user)


def answers_of(submission: Submission) -> list[Answer]:
    """The answers in the form's order, NIK and KK covered, then what no question of the form asked."""
    form = load_form(submission.form, submission.version)
    photos = {one.name: one for one in submission.attachments.all()}
    asked = [one for one in form.questions if one.name in submission.facts] if form else []
    others = [name for name in submission.facts if form is None or form.question(name) is None]
    found = [
        Answer(_label_of(one), words_of(one.name, submission.facts[one.name], one),
               photos.get(str(submission.facts[one.name])) if one.kind == "photo" else None)
        for one in asked
    ]  # fmt: skip
    return found + [
        Answer(str(_LABELS.get(name, name)), words_of(name, submission.facts[name], None)) for name in others
    ]


def asked_as(name: str) -> str:
    """What a fact is called: by the question of ours that asks it, or as a column of lists; '' where neither does."""
    question = question_named(name)
    return _label_of(question) if question else str(_LABELS.get(name, ""))


def chosen_as(name: str, value: str) -> str:
    """A chosen answer in the words of the question that asks it; itself where it is none."""
    question = question_named(name)
    return question.choice_label(value, english=get_language() == "en") if question else value


def words_of(name: str, value: Any, question: Question | None) -> str:
    """A fact as people read it."""
    if name in _HIDDEN:
        return covered(str(value))
    if isinstance(value, list):
        return ", ".join(words_of(name, one, question) for one in value)
    if isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:,}"
        return text if get_language() == "en" else text.replace(",", ".")
    if question is not None and question.choices:
        return question.choice_label(str(value), english=get_language() == "en")
    return str(value)


def covered(number: str) -> str:
    """A NIK or KK of which only the first six and the last two signs show; a shorter one shows its last two."""
    shown = 6 if len(number) > 10 else 0
    return number[:shown] + "•" * max(len(number) - shown - 2, 0) + number[-2:]


def problems_now(submission: Submission) -> list[str]:
    """Sentences of what is amiss still: a photo that came whole later is amiss no more."""
    codes = [code for code in submission.problems if code != "photo_broken"]
    if broken_photos(submission):
        codes.append("photo_broken")
    if missing_names(submission):
        codes.append("photo_missing")
    return [sentence(code) for code in codes]


def broken_photos(submission: Submission) -> set[str]:
    """The questions whose only photo is broken."""
    kept = list(submission.attachments.all())
    whole = {one.question for one in kept if not one.is_broken}
    return {one.question for one in kept if one.is_broken} - whole


def form_title(submission: Submission) -> str:
    form: Form | None = load_form(submission.form, submission.version)
    return form.title if form else str(submission.get_channel_display())


def _label_of(question: Question) -> str:
    return question.label_en if get_language() == "en" and question.label_en else question.label
