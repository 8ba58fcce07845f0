"""The addresses that ODK Collect asks: list of forms, a form, its media, and where filled-in forms go.

The key in the address stands for a password, so these views need no session and no token against forged forms.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from satupintu.foundation.accounts import limits
from satupintu.foundation.accounts.models import User
from satupintu.foundation.refusal import Refused

from . import openrosa
from .forms import Form, load_forms
from .keys import holder_of
from .models import Channel, Submission
from .services import receive

WINDOW = timedelta(minutes=15)
WRONG_KEYS = 30  # from one address in a window: a phone has one, and shows it again and again
_SUBMISSIONS = 2_000  # by one person in a window: a day's work of a village, not an attack
View = Callable[..., HttpResponse]


def collector(*methods: str) -> Callable[[View], View]:
    """Declares a view of those who show a key; it is given the person as `by`. Strangers get a sentence."""

    def declare(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
            by = holder_of(key)
            if by is None:
                return _unknown(request)
            if request.method not in methods:
                return _says(_("Alamat ini tidak menerima permintaan itu."), 405)
            return _with_headers(view(request, by=by, key=key, **kwargs))

        guarded.allowed = "submission.create"  # type: ignore[attr-defined]
        guarded.is_keyed = True  # type: ignore[attr-defined]
        return guarded

    return declare


def _unknown(request: HttpRequest) -> HttpResponse:
    """For a key that opens nothing. Guessing is held back by address; who shares it and has a key is let in."""
    if not limits.count_try("collector key", limits.address_of(request), limit=WRONG_KEYS, window=WINDOW):
        return _says(_("Terlalu banyak percobaan. Coba lagi seperempat jam lagi."), 429)
    return _says(
        _("Kunci pengumpul ini tidak dikenal atau sudah dicabut. Buat yang baru di Satu Pintu."), 403
    )


@collector("GET", "HEAD")
def form_list(request: HttpRequest, by: User, key: str) -> HttpResponse:  # noqa: ARG001
    """Every form in its newest version; `?formID=` asks for one."""
    wanted = request.GET.get("formID")
    forms = [form for form in load_forms().values() if wanted in (None, form.id)]
    entries = [(form, _address(request, "odk_form", key, form), _address(request, "odk_manifest", key, form))
               for form in forms]  # fmt: skip
    return _xml(openrosa.form_list(entries))


@collector("GET", "HEAD")
def form(request: HttpRequest, by: User, key: str, form: str) -> HttpResponse:  # noqa: ARG001
    found = load_forms().get(form)
    return _xml(found.xml) if found else _says(_("Formulir ini tidak ada di sini."), 404)


@collector("GET", "HEAD")
def manifest(request: HttpRequest, by: User, key: str, form: str) -> HttpResponse:  # noqa: ARG001
    return _xml(openrosa.manifest())


@collector("HEAD", "POST")
def submission(request: HttpRequest, by: User, key: str) -> HttpResponse:  # noqa: ARG001
    """HEAD: where to send, and how much at once. POST: one filled-in form with as many of its photos as fit."""
    if request.method == "HEAD":
        found = HttpResponse(status=204)
        found.headers["Location"] = request.build_absolute_uri()
        return found
    if _too_many(by):
        return _says(_("Terlalu banyak kiriman sekaligus. Coba lagi seperempat jam lagi."), 429)
    try:
        is_new = _take(request, by)
    except Refused as refusal:
        return _says(str(refusal), 400)
    except PermissionDenied:
        return _says(_("Akun Anda tidak dapat mengirim pendataan."), 403)
    return _says(_("Diterima.") if is_new else _("Sudah diterima sebelumnya."), 201)


def _too_many(by: User) -> bool:
    """Whether a person's last two thousand submissions came within one window; asks, but writes nothing."""
    newest = Submission.objects.filter(by=by).order_by("-pk").values_list("received_at", flat=True)
    return any(at > timezone.now() - WINDOW for at in newest[_SUBMISSIONS : _SUBMISSIONS + 1])


def _take(request: HttpRequest, by: User) -> bool:
    sent = _files(request)
    xml = sent.pop("xml_submission_file", None)
    raw = xml.read(openrosa.XML_LIMIT + 1) if xml is not None else b""
    found = openrosa.read_instance(raw)
    received = receive(
        by=by,
        form=found.form,
        version=found.version,
        channel=Channel.ODK,
        instance_id=found.instance_id,
        answers=found.answers,
        raw=raw,
        raw_name="submission.xml",
        files=sent,
        taken_at=found.taken_at,
        sent_at=_sent_at(request),
        replaces=Submission.objects.unsealed().filter(instance_id=found.mends).first(),
    )
    return received.is_new


def _files(request: HttpRequest) -> dict[str, UploadedFile]:
    """The parts by their names; photos by the name that the answers give them. Raises Refused."""
    try:
        parts = request.FILES
    except (UnreadablePostError, MultiPartParserError, RequestDataTooBig, SuspiciousOperation, OSError):
        raise Refused(_("Kiriman ini terputus di jalan. Kirim sekali lagi.")) from None
    if not _is_whole(request):
        raise Refused(_("Kiriman ini terputus di jalan. Kirim sekali lagi."))
    found: dict[str, UploadedFile] = {}
    for name, part in parts.items():
        found["xml_submission_file" if name == "xml_submission_file" else part.name or name] = part
    return found


def _is_whole(request: HttpRequest) -> bool:
    """Whether as much came as the phone said: a line that broke gives Django half a photo without a word."""
    stream = getattr(request, "_stream", None)
    came, stated = getattr(stream, "_pos", None), getattr(stream, "limit", None)
    return came is None or stated is None or came >= stated


def _sent_at(request: HttpRequest) -> datetime | None:
    """The phone's clock as it sends, from the Date header that OpenRosa asks for."""
    try:
        found = parsedate_to_datetime(request.headers.get("Date", ""))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else timezone.make_aware(found, timezone.get_default_timezone())


def _address(request: HttpRequest, name: str, key: str, form: Form) -> str:
    return request.build_absolute_uri(reverse(f"collection:{name}", kwargs={"key": key, "form": form.id}))


def _xml(text: str | bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/xml; charset=utf-8")


def _says(sentence: str, status: int) -> HttpResponse:
    nature = "submit_success" if status == 201 else "error"
    return _with_headers(_xml(openrosa.response(sentence, nature), status))


def _with_headers(found: HttpResponse) -> HttpResponse:
    found.headers["X-OpenRosa-Version"] = "1.0"
    found.headers["X-OpenRosa-Accept-Content-Length"] = str(settings.COLLECTOR_LIMIT)
    found.headers["Date"] = http_date()
    return found


def limit_of(path: str) -> int:
    """How many bytes a request to one of these addresses may hold: much with a key that holds, else nothing."""
    parts = path.strip("/").split("/")
    return settings.COLLECTOR_LIMIT if len(parts) > 1 and holder_of(parts[1]) else 0


def too_large() -> HttpResponse:
    """For a request that says of itself that it is too long, before any of it is read."""
    return _says(
        _("Kiriman ini lebih dari %(limit)d MB. Perkecil fotonya, atau kirim foto satu per satu.")
        % {"limit": settings.COLLECTOR_LIMIT // 2**20},
        413,
    )
