"""Pages of the exchange: partners for the administrator, open data for anybody."""

from django.urls import path

from . import pages
from .open_data import views

app_name = "interop"
urlpatterns = [
    path("mitra-data/", pages.partners, name="partners"),
    path("mitra-data/baru/", pages.partner, name="new_partner"),
    path("mitra-data/<number:partner_id>/", pages.partner, name="partner"),
    path("mitra-data/<number:partner_id>/token/", pages.token, name="token"),
    path("data/", views.index, name="open_data"),
    path("data/catalog.jsonld", views.dcat, name="dcat"),
    path("data/<slug:name>.csv", views.file, name="open_file"),
]
