"""Pages of proposals and decrees."""

from django.urls import path

from . import views

app_name = "proposals"
urlpatterns = [
    path("usulan/", views.index, name="proposals"),
    path("usulan/putaran/<number:round_id>/", views.sign, name="sign"),
    path("usulan/<number:proposal_id>/", views.proposal, name="proposal"),
    path("usulan/<number:proposal_id>/usulan.xlsx", views.workbook, name="workbook"),
    path("usulan/<number:proposal_id>/keputusan/", views.decree, name="decree"),
    path("keputusan/<number:decree_id>/keputusan.pdf", views.decree_file, {"kind": "pdf"}, name="decree_pdf"),
    path("keputusan/<number:decree_id>/lampiran.xlsx", views.decree_file, {"kind": "annex"}, name="annex"),
]
