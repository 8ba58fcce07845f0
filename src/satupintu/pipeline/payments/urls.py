"""Pages of payments."""

from django.urls import path

from . import views

app_name = "payments"
urlpatterns = [
    path("penyaluran/", views.decrees, name="decrees"),
    path("penyaluran/<int:decree_id>/", views.payments, name="payments"),
    path("penyaluran/<int:decree_id>/perintah/", views.instruct, name="instruct"),
    path("penyaluran/<int:decree_id>/pembayaran.xml", views.bank_file, {"kind": "xml"}, name="xml"),
    path("penyaluran/<int:decree_id>/pembayaran.csv", views.bank_file, {"kind": "csv"}, name="csv"),
    path("penyaluran/<int:decree_id>/jawaban/", views.answer, name="answer"),
    path("penyaluran/<int:decree_id>/jawaban/<int:number>/asli", views.original, name="original"),
    path("penyaluran/<int:decree_id>/bermasalah.csv", views.exceptions, name="exceptions"),
    path("penyaluran/<int:decree_id>/menunggu/", views.waiting, name="waiting"),
    path("penyaluran/<int:decree_id>/menunggu.csv", views.waiting_file, name="waiting_csv"),
]
