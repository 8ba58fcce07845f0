"""Where to lead somebody back to who is sent elsewhere for a moment: to sign in, or to change the language."""

from inspect import getclosurevars, isfunction
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest) -> str:
    """The page asked for; where its address only takes forms, the page the form stood on, or else home."""
    for address in (request.get_full_path(), _came_from(request)):
        if address and _opens(address):
            return address
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address that a form or a link brought along leads to a page of this site, written from its root: any
    other would be taken for one beside the present page, or for the name of a view."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def _came_from(request: HttpRequest) -> str:
    """The page of ours from which this was sent, without the host; '' where that is not known."""
    address = request.META.get("HTTP_REFERER", "")
    try:
        host = request.get_host()
    except DisallowedHost:  # the page that refuses it asks here too
        return ""
    if not url_has_allowed_host_and_scheme(address, {host}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _opens(address: str) -> bool:
    """Whether an address may be opened by a link; "not found" is a page too.

    Django's require_POST and its like keep what they allow to themselves: it is looked up where they keep it.
    """
    try:
        view = resolve(urlsplit(address).path).func
    except Resolver404:
        return True
    while isfunction(view):
        methods = getclosurevars(view).nonlocals.get("request_method_list")
        if methods is not None:
            return "GET" in methods
        view = getattr(view, "__wrapped__", None)
    return True
