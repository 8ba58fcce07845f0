"""One look at the catalogue's files for each request, however often its page asks for them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from satupintu.gateways.catalogue import held


class OneCatalogue:
    """A page is made of one catalogue: also where somebody changes a file while it is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with held():
            return self.get_response(request)
