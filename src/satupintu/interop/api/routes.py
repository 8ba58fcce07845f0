"""The API itself: every route declares its action and its use, and every refusal has one form."""

import json
from collections.abc import Callable, Container, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from inspect import signature
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.urls import path as path_to
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from satupintu.batch.troubles import log_trouble
from satupintu.foundation.accounts.permissions import ACTIONS, PUBLIC, public
from satupintu.foundation.refusal import Refused
from satupintu.gateways.dci import envelope

from ..models import Use
from .callers import Caller, Session, Token
from .schemas import Problem


class Strict(Parser):
    """Bodies as DCI takes them: nothing named twice, and only text that can be kept."""

    def parse_body(self, request: HttpRequest) -> Any:
        return envelope.parse(request.body)


api = NinjaAPI(
    title="Satu Pintu",
    version="1.0",
    description=(
        "Katalog program, laporan program dan penerima, ringkasan putaran, jawaban untuk satu orang, cakupan, dan "
        "rencana aksi. Mencari usaha di registri: lewat DCI Social Registry API, /dci/registry/."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
    auth=[Token(), Session()],
    parser=Strict(),
)
_ACTIONS: dict[str, str] = {}
_SHAPE = "Permintaan ini tidak sesuai bentuknya."
_REFUSALS = {401: Problem, 403: Problem, 422: Problem, 429: Problem}


class Call(HttpRequest):
    """A request whose caller is known."""

    auth: Caller


def route(
    method: str, path: str, *, action: str, use: str, response: Any, **more: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Registers a view at a path of its own: for people whose role may take `action`, partners that may `use`."""
    if action not in ACTIONS or use not in Use.values or path in _ACTIONS:
        raise KeyError(path)
    _ACTIONS[path] = action

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        known = signature(view).parameters

        @wraps(view)
        def guarded(request: Call, *args: Any, **named: Any) -> Any:
            if not request.auth.may(action, use):
                raise HttpError(403, "Anda tidak diizinkan untuk ini.")
            _check_query(request, known)
            return view(request, *args, **named)

        too_long = {413: Problem} if method == "POST" else {}
        answers = {200: response, **_REFUSALS, **too_long, **more.pop("refusals", {})}
        return api.api_operation([method], path, response=answers, **more)(guarded)

    return declare


def _check_query(request: HttpRequest, known: Container[str]) -> None:
    """Nothing asked for in the address is passed over: a misspelt `area` would be answered with all areas."""
    places = [
        {"place": f"query/{name if name.isidentifier() else '?'}"[:60], "says": "parameter ini tidak dikenal"}
        for name in request.GET
        if name not in known
    ]
    if places:
        raise Refused(_SHAPE, places[:50])


def urls() -> tuple[list[URLPattern], str, str]:
    """The API's addresses, each with its action declared on it as on any other view."""
    found, app_name, namespace = api.urls
    kept = [one for one in found if one.name != "api-root"]
    for one in kept:
        path = "/" + str(one.pattern).replace("<", "{").replace(">", "}")
        one.callback = _asked(one.callback)
        one.callback.allowed = PUBLIC if one.name == "openapi-json" else _ACTIONS[path]
        one.callback.is_keyed = one.name != "openapi-json"
    own = [path_to("", _top, name="api-root"), path_to("<path:rest>", _nowhere, name="nowhere")]
    return [*kept, *own], app_name, namespace


def _asked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """HEAD is answered as GET is; another method, or a body in pieces, which nobody would read, is refused
    in the form of any other refusal."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            return refused(request, 411, "Sebut Content-Length; kiriman bertahap (chunked) tidak dibaca.")
        if request.method == "HEAD":
            request.method = "GET"
        response = view(request, *args, **named)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = ", ".join(
            "GET, HEAD" if one == "GET" else one for one in response.headers["Allow"].split(", ")
        )
        told = refused(request, 405, f"Alamat ini hanya menerima {allowed}.")
        told.headers["Allow"] = allowed
        return told

    return asked


@public
def _top(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Whoever opens the API's address is told where it is described."""
    return redirect("api:openapi-json")


@public
@csrf_exempt
def _nowhere(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    return refused(request, 404, "Alamat ini tidak ada; semuanya diterangkan di /api/v1/openapi.json.")


def refused(request: HttpRequest, status: int, detail: str, places: Sequence[Any] = ()) -> HttpResponse:
    """Any refusal: a sentence, and where something stands that has to be mended."""
    return api.create_response(request, {"detail": detail, "places": list(places)}, status=status)


@api.exception_handler(AuthenticationError)
def _stranger(request: HttpRequest, _error: Exception) -> HttpResponse:
    response = refused(
        request, 401, "Tunjukkan token mitra (Authorization: Bearer …), atau masuk lebih dahulu."
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def _said(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == 400:  # of ninja itself: a body that it could not read
        why = getattr(error.__cause__, "says", "isi permintaan bukan JSON (UTF-8) yang dapat dibaca")
        return refused(request, 422, f"{why[0].upper()}{why[1:]}.")
    return refused(request, error.status_code, str(error.message)[:500])


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, _error: Exception) -> HttpResponse:
    return refused(request, 403, "Anda tidak diizinkan untuk ini.")


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, _error: Exception) -> HttpResponse:
    return refused(request, 404, "Tidak ada, atau di luar wilayah Anda.")


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, _error: Exception) -> HttpResponse:
    return refused(request, 413, "Permintaan terlalu besar; bagi menjadi beberapa.")


@api.exception_handler(Exception)
def _ours(request: HttpRequest, trouble: Exception) -> HttpResponse:
    """Whatever broke on our side: the other end is a machine and gets no page."""
    log_trouble(trouble, f"api {request.method} {request.resolver_match and request.resolver_match.route}")
    return refused(request, 500, "Ada gangguan di pihak kami; coba lagi nanti.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Where and what; what was sent is not repeated."""
    places = [{"place": _place(one["loc"]), "says": _says(one)} for one in error.errors[:50]]
    return refused(request, 422, _SHAPE, places)


def _place(steps: Sequence[Any]) -> str:
    """Where something stands as its sender knows it; in the rows of a report as everywhere else, counted from 1."""
    if steps[0] == "body":
        steps = ["body", *steps[2:]]  # the second is our own name for the whole of it
    if "rows" in steps[:-1]:
        _rows, number, *rest = steps[list(steps).index("rows") :]
        steps = ["rows", number + 1, *rest]
    return "/".join(str(step) for step in steps)


_TYPES = {"string_type": "teks", "int_type": "bilangan bulat", "int_parsing": "bilangan bulat", "list_type": "daftar",
          "model_attributes_type": "objek", "model_type": "objek", "dict_type": "objek"}  # fmt: skip


def _says(error: Mapping[str, Any]) -> str:
    """What pydantic found, in the language of all other sentences."""
    given = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "wajib ada"
        case "extra_forbidden":
            return "kolom ini tidak dikenal"
        case "string_pattern_mismatch":
            return f"harus berpola {given.get('pattern')}"
        case "string_too_long":
            return f"paling panjang {given.get('max_length')} huruf"
        case "too_long":
            return f"paling banyak {given.get('max_length')}"
        case "too_short":
            return f"paling sedikit {given.get('min_length')}"
        case "greater_than_equal":
            return f"paling kecil {given.get('ge')}"
        case "less_than_equal":
            return f"paling besar {given.get('le')}"
        case "said":
            return str(error["msg"])
        case kind if kind.startswith("date"):
            return "harus tanggal ISO 8601, misalnya 2021-05-31"
        case kind if kind in _TYPES:
            return f"harus {_TYPES[kind]}"
    return "tidak sesuai bentuknya"


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refused(request, 422, str(error), error.problems)


def plain(value: Any) -> Any:
    """A value as JSON gives it back, for what other stages hand over: dates as text, tuples as lists."""
    return json.loads(json.dumps(value, default=str))


__all__ = ["Call", "Schema", "api", "plain", "route", "urls"]
