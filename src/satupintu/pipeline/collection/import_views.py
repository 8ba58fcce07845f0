"""x"""

from django.http import HttpRequest, HttpResponse

from satupintu.foundation.accounts.permissions import allow


@allow("submission.import")
def index(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")
