"""Where every page stands; the apps of the pipeline write their paths in full, so that they read as one list."""

from django.urls import include, path, register_converter


class Number:
    """A number in an address, as `<number:…>`; one that no column could hold names nothing, so it is not there."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "number")  # before the paths below, which use it, are read

urlpatterns = [
    path("", include("satupintu.portal.urls")),
    path("akun/", include("satupintu.foundation.accounts.urls")),
    path("pesan/", include("satupintu.foundation.messaging.urls")),
    path("wilayah/", include("satupintu.foundation.areas.urls")),
    path("pekerjaan/", include("satupintu.foundation.work.urls")),
    path("", include("satupintu.pipeline.collection.urls")),
    path("", include("satupintu.pipeline.verification.urls")),
    path("", include("satupintu.pipeline.collection.web.urls")),
    path("", include("satupintu.pipeline.catalogue.urls")),
    path("", include("satupintu.pipeline.registry.urls")),
    path("", include("satupintu.pipeline.recipients.urls")),
    path("", include("satupintu.pipeline.screening.urls")),
    path("", include("satupintu.pipeline.proposals.urls")),
    path("", include("satupintu.pipeline.payments.urls")),
    path("", include("satupintu.community.coordination.urls")),
    path("", include("satupintu.pipeline.registry.letters.urls")),
    path("", include("satupintu.pipeline.registry.coverage.urls")),
    path("", include("satupintu.pipeline.recipients.urls_overlap")),
    path("", include("satupintu.pipeline.recipients.urls_needs")),
    path("", include("satupintu.portal.urls_own")),
    path("dapat-apa/", include("satupintu.portal.navigator.urls")),
    path("", include("satupintu.interop.urls")),
    path("", include("satupintu.interop.dci.urls")),
    path("", include("satupintu.interop.api.urls")),
]

handler400 = "satupintu.portal.errors.bad_request"
handler403 = "satupintu.portal.errors.forbidden"
handler404 = "satupintu.portal.errors.not_found"
handler500 = "satupintu.portal.errors.server_error"
