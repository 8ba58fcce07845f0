"""Pages of the catalogue: which programmes there are, one of them with its law, and an agency's report of its own."""

from django.urls import path

from . import report_views, views

app_name = "catalogue"
urlpatterns = [
    path("aturan/", views.programmes, name="programmes"),
    path("aturan/laporan/", report_views.report, name="report"),
    path("aturan/laporan/contoh.xlsx", report_views.report_template, name="report_template"),
    path("aturan/laporan/berkas/<number:sheet_id>/", report_views.sheet, name="report_sheet"),
    path("aturan/laporan/<slug:programme_id>/cabut/", report_views.withdraw, name="withdraw"),
    path("aturan/<slug:programme_id>/", views.programme, name="programme"),
]
