"""Where every page stands; each app keeps its own paths, written in full so that they read as one list."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("satupintu.portal.urls")),
    path("akun/", include("satupintu.foundation.accounts.urls")),
    path("pekerjaan/", include("satupintu.foundation.work.urls")),
    *(path("", include(f"{app}.urls")) for app in settings.PIPELINE_APPS if find_spec(f"{app}.urls")),
]

handler400 = "satupintu.portal.errors.bad_request"
handler403 = "satupintu.portal.errors.forbidden"
handler404 = "satupintu.portal.errors.not_found"
handler500 = "satupintu.portal.errors.server_error"
