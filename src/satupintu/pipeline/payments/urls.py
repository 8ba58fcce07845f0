"""Pages of payments."""

from django.urls import path

from . import views

app_name = "payments"
urlpatterns = [
    path("penyaluran/", views.decrees, name="decrees"),
    path("penyaluran/<number:decree_id>/", views.payments, name="payments"),
    path("penyaluran/<number:decree_id>/perintah/", views.instruct, name="instruct"),
    path("penyaluran/<number:decree_id>/pembayaran.xml", views.bank_file, {"kind": "xml"}, name="xml"),
    path("penyaluran/<number:decree_id>/pembayaran.csv", views.bank_file, {"kind": "csv"}, name="csv"),
    path("penyaluran/<number:decree_id>/jawaban/", views.answer, name="answer"),
    path("penyaluran/<number:decree_id>/jawaban/<number:number>/asli", views.original, name="original"),
    path("penyaluran/<number:decree_id>/bermasalah.csv", views.exceptions, name="exceptions"),
    path(
        "penyaluran/<number:decree_id>/periksa-sk.csv", views.audit_file, {"kind": "sk"}, name="audit_decree"
    ),
    path(
        "penyaluran/<number:decree_id>/periksa-bayar.csv",
        views.audit_file,
        {"kind": "bayar"},
        name="audit_paid",
    ),
    path("penyaluran/<number:decree_id>/menunggu/", views.waiting, name="waiting"),
    path("penyaluran/<number:decree_id>/menunggu.csv", views.waiting_file, name="waiting_csv"),
]
