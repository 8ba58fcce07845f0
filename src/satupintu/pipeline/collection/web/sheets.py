"""Sheets of paper: printed with a code, found again by it, and each business typed from one kept once."""

import json
import re
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import limit_to_area, require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.areas.selectors import full_name
from satupintu.gateways.documents.sheet import sheets_pdf

from ..forms import Form, Question, load_form, load_forms
from ..models import Channel, PaperSheet, Submission, SubmissionQuerySet, check_digit
from ..services import Received, receive
from .reading import NOT_TYPED, Answers, as_date

MOST = 40  # sheets at once: a morning's printing
_CODE = re.compile(r"(?:^|/ketik/)\s*(\d{5,})\s*-?\s*(\d)\s*(?:$|[/?])")


def print_sheets(*, by: User, form: Form, area: Area, number: int, site: str) -> bytes:
    """New sheets of a form for one area, as PDF. `site` is the address that the QR leads to."""
    require(by, "submission.create", area)
    with transaction.atomic():
        sheets = [
            PaperSheet.objects.create(form=form.id, version=form.version, area=area, by=by)
            for _n in range(min(max(number, 1), MOST))
        ]
    return sheets_pdf(
        {
            "title": form.title,
            "version": form.version,
            "area": full_name(area),
            "questions": [_printed(one) for one in typed_questions(form)],
            "sheets": [{"code": one.code, "link": _link(one, site)} for one in sheets],
        },
        on=timezone.localdate(),
    )


def _printed(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "kind": question.kind,
        "label": question.label,
        "required": question.required,
        "choices": [one.label for one in question.choices],
    }


def _link(sheet: PaperSheet, site: str) -> str:
    """Names the sheet, and form, version and area beside it for whoever reads the QR without us."""
    path = reverse("field:type_in", args=[sheet.code])
    return f"{settings.PUBLIC_URL or site}{path}?f={sheet.form}&v={sheet.version}&w={sheet.area_id}"


def visible_sheets(user: User) -> QuerySet[PaperSheet]:
    return limit_to_area(PaperSheet.objects.select_related("area"), user)


def find_sheet(user: User, text: str) -> PaperSheet | None:
    """The sheet of a typed code or a scanned link; None for a typing error and for a sheet of somebody else's area."""
    found = _CODE.search(text.strip())
    if found is None or len(found[1]) > 12 or check_digit(found[1]) != int(found[2]):
        return None
    return visible_sheets(user).filter(pk=int(found[1])).first()


def form_of(sheet: PaperSheet) -> Form | None:
    """The questions as they were printed; the newest where those are not kept."""
    return load_form(sheet.form, sheet.version) or load_forms().get(sheet.form)


def typed_questions(form: Form) -> list[Question]:
    return [one for one in form.questions if one.kind not in NOT_TYPED]


def typed_from(sheet: PaperSheet) -> SubmissionQuerySet:
    """What was kept from this sheet so far, newest first. The instance id's beginning is a range of its index."""
    named = Submission.objects.filter(instance_id__gte=sheet.mark, instance_id__lt=f"{sheet.mark[:-1]};")
    return named.filter(channel=Channel.PAPER)


def from_typing(form: Form, fields: MultiValueDict[str, str]) -> Answers:
    """Answers as they are typed: a date as 12061987 or 12-6-1987, choices by their numbers on the paper."""
    return {one.name: _typed(one, fields.get(one.name, "").strip()) for one in typed_questions(form)}


def _typed(question: Question, text: str) -> str:
    if question.kind == "date" and text:
        digits = re.sub(r"\D", "", text)
        parts = [digits[:2], digits[2:4], digits[4:]] if digits == text else re.split(r"\D+", text)
        return as_date(parts) if len(parts) == 3 else text
    if question.kind in ("select_one", "select_multiple"):
        return " ".join(_choice(question, one) for one in re.split(r"[\s,;]+", text) if one)
    return text


def _choice(question: Question, typed: str) -> str:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0
    return question.choices[number - 1].name if 0 < number <= len(question.choices) else typed


def new_instance(sheet: PaperSheet) -> str:
    return f"{sheet.mark}{uuid4()}"


def keep(*, by: User, sheet: PaperSheet, form: Form, instance_id: str, answers: Answers) -> Received:
    """One business from a sheet as a submission. Raises Refused with a sentence."""
    ours = instance_id if instance_id.startswith(sheet.mark) else new_instance(sheet)
    said = {"sheet": sheet.code, "answers": answers}
    return receive(
        by=by,
        form=form.id,
        version=form.version,
        channel=Channel.PAPER,
        instance_id=ours,
        answers=dict(answers),
        raw=json.dumps(said, ensure_ascii=False).encode(),
        raw_name="submission.json",
        area=sheet.area,
        sequence=typed_from(sheet).count() + 1,
    )
