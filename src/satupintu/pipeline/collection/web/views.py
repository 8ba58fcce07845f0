"""Pages at the door: the list of forms, the form itself, and where the phone sends what it kept.

The form works as an ordinary page; with the scripts it is kept on the phone and sent when there is signal. Who is
signed in is asked before each sending (`who`), which also brings a fresh token: neither grows old on the phone.
"""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area
from satupintu.foundation.audit.services import record
from satupintu.foundation.refusal import Refused

from ..forms import Form, load_form, load_forms
from ..models import Channel, Submission
from ..selectors import mendable
from ..services import Received, receive
from .fields import sections
from .places import place, places
from .reading import Answers, check, from_fields
from .words import words
from .worker import SCOPE

_SENT = 20  # of one's own submissions on the list


@allow("submission.create")
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The forms to fill in, what waits on this phone, and what one sent lately."""
    sent = limit_to_area(Submission.objects.unsealed().filter(by=request.user), request.user)
    context = {
        "forms": sorted(load_forms().values(), key=lambda form: len(form.questions)),
        "known": set(load_forms()),
        "sent": sent.select_related("area", "replaces")[:_SENT],
        "mended": set(sent.filter(replaces__isnull=False).values_list("replaces_id", flat=True)[:1000]),
        "words": words(),
        "scope": SCOPE,
    }
    return render(request, "collection/home.html", context)


@allow("submission.create")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fill(request: HttpRequest, form_id: str) -> HttpResponse:
    """One form. `?ganti=` mends a submission, `?tentang=` brings news of a business in the registry."""
    form = load_forms().get(form_id)
    if form is None:
        raise Http404
    mends = _mended(request, request.POST.get("replaces") or request.GET.get("ganti", ""))
    if request.method == "POST":
        return _filled(request, form, mends)
    if mends:
        _open(request, mends)
    answers = {name: _as_text(value) for name, value in (mends.facts if mends else {}).items()}
    return _page(request, form, answers, {}, mends)


def _open(request: HttpRequest, mends: Submission) -> None:
    """The form shows whole what is covered elsewhere: others than the sender leave a trace by opening it.

    Raises Http404 for those who may not mend it.
    """
    if not mendable(request.user).filter(pk=mends.pk).exists():
        raise Http404
    if mends.by_id != request.user.pk:
        record("submission.open", by=request.user, on=mends, area=mends.area)


def _filled(request: HttpRequest, form: Form, mends: Submission | None) -> HttpResponse:
    """Without scripts: what is amiss is shown on the page again, the rest is kept at once."""
    given = from_fields(form, request.POST)
    photos = {one.name: request.FILES[one.name] for one in form.questions if one.name in request.FILES}
    given |= {name: f"{name}-{photo.name}" for name, photo in photos.items()}
    answers, errors = check(form, given)
    if not errors:
        try:
            kept = _receive(
                request,
                _sent_fields(request, form) | {"answers": answers},
                json.dumps(answers, ensure_ascii=False).encode(),
                {answers[name]: photo for name, photo in photos.items() if name in answers},
                mends,
            )
        except Refused as refusal:
            errors[""] = str(refusal)
        else:
            messages.success(request, _("Tersimpan dengan nomor %(n)d.") % {"n": kept.submission.pk})
            return redirect("field:home")
    return _page(request, form, given, errors, mends)


def _sent_fields(request: HttpRequest, form: Form) -> dict[str, Any]:
    sent = request.POST
    return {
        "instance_id": sent.get("instance_id") or f"web:{uuid4()}",
        "form": form.id,
        "version": form.version,
        "area": sent.get("area", ""),
        "about": sent.get("about", ""),
        "taken_at": timezone.now().isoformat(),
    }


def _page(
    request: HttpRequest, form: Form, answers: Answers, errors: Answers, mends: Submission | None
) -> HttpResponse:
    context = {
        "form": form,
        "sections": sections(form, answers, errors, english=get_language() == "en"),
        "errors": errors,
        "instance_id": _instance(request, errors),
        "places": places(request.user),
        "chosen": request.POST.get("area") or (mends.area_id if mends else request.user.area_id),
        "mends": mends,
        "about": request.POST.get("about")
        or request.GET.get("tentang", "")[:20]
        or getattr(mends, "about", ""),
        "words": words(),
        "scope": SCOPE,
    }
    response = render(request, "collection/fill.html", context, status=422 if errors else 200)
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    return response


def _instance(request: HttpRequest, errors: Answers) -> str:
    """The name that the page had; a fresh one for what was refused under it, which may stand for another form."""
    return ("" if "" in errors else request.POST.get("instance_id")) or f"web:{uuid4()}"


@allow("submission.create")
@never_cache
@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """Who is signed in here, and the token to send with."""
    return JsonResponse({"user": request.user.pk, "name": request.user.name, "token": get_token(request)})


@allow("submission.create")
@never_cache
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """One kept form: `submission` in JSON, and its photos by the names that the answers give them; `sent_at` apart.

    `submission` is the same bytes however often it is sent, so that the second time is seen to be the same.
    Answers {state, sentence, number}: `kept` and `known` (it had come before) are done with; `refused` says why in a
    sentence; `other` means that somebody else is signed in now than the one who filled it in.
    """
    raw = request.POST.get("submission", "")
    try:
        sent = json.loads(raw)
        form = _form_of(sent)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return _refused(_("Kiriman ini tidak terbaca. Isi formulirnya sekali lagi."))
    except Refused as refusal:
        return _refused(str(refusal))
    if sent.get("user") != request.user.pk:
        return JsonResponse(
            {"state": "other", "sentence": _("Diisi dengan akun lain."), "number": None}, status=409
        )
    answers, errors = check(form, sent["answers"])
    if errors and not _is_known(request, sent):
        return _refused(" ".join(f"{_label(form, name)}: {errors[name]}" for name in errors))
    try:
        mends = _mended(request, str(sent.get("replaces") or ""))
        files = dict(request.FILES.items())
        filled = sent | {"answers": answers, "sent_at": request.POST.get("sent_at")}
        kept = _receive(request, filled, raw.encode(), files, mends)
    except Refused as refusal:
        return _refused(str(refusal))
    except Http404:
        return _refused(_("Pendataan yang diperbaiki tidak ada di wilayah Anda."))
    return JsonResponse(
        {"state": "kept" if kept.is_new else "known", "sentence": "", "number": kept.submission.pk}
    )


def _form_of(sent: dict[str, Any]) -> Form:
    """The version that the phone had. Raises Refused for one that is not kept, KeyError for none named."""
    form_id, version = str(sent["form"]), str(sent["version"])
    if not isinstance(sent["answers"], dict):
        raise TypeError
    found = load_form(form_id, version)
    if found is None:
        raise Refused(
            _(
                "Formulir ini versi lama yang tidak dipakai lagi. Buka formulir yang baru, lalu isi sekali lagi."
            )
        )
    return found


def _is_known(request: HttpRequest, sent: dict[str, Any]) -> bool:
    return Submission.objects.filter(instance_id=sent.get("instance_id"), by=request.user).exists()


def _refused(sentence: str) -> JsonResponse:
    return JsonResponse({"state": "refused", "sentence": sentence, "number": None}, status=422)


def _label(form: Form, name: str) -> str:
    question = form.question(name)
    if question is None:
        return name
    return (get_language() == "en" and question.label_en) or question.label


def _receive(
    request: HttpRequest, sent: dict[str, Any], raw: bytes, files: dict[str, Any], mends: Submission | None
) -> Received:
    area = place(request.user, str(sent.get("area") or ""))
    if area is None:
        raise Refused(_("Wilayah yang dipilih bukan wilayah Anda."))
    sequence = sent.get("sequence")
    return receive(
        by=request.user,
        form=str(sent["form"]),
        version=str(sent["version"]),
        channel=Channel.WEB,
        instance_id=str(sent.get("instance_id") or ""),
        answers=sent["answers"],
        raw=raw,
        raw_name="submission.json",
        files=files,
        area=area,
        taken_at=_moment(sent.get("taken_at")),
        sent_at=_moment(sent.get("sent_at")),
        sequence=sequence if isinstance(sequence, int) and 0 < sequence < 2**31 else None,
        about=str(sent.get("about") or ""),
        replaces=mends,
    )


def _moment(text: Any) -> datetime | None:
    """A phone's time; None for what is none, has no zone, or lies beyond the calendar in ours."""
    try:
        found = parse_datetime(str(text or ""))
        return found.astimezone(UTC) if found is not None and timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None


def _mended(request: HttpRequest, number: str) -> Submission | None:
    """The submission that this one mends, in the person's part; raises Http404 for one elsewhere.

    Whether they may is asked when it is shown and when it is kept: what is sent twice was mendable the first time.
    """
    if not number:
        return None
    if not (number.isascii() and number.isdigit() and len(number) <= 18):
        raise Http404
    return get_object_or_404(limit_to_area(Submission.objects.unsealed(), request.user), pk=int(number))


def _as_text(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)
