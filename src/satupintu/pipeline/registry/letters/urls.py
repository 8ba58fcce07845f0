"""Pages of letters; the last is what their QR opens."""

from django.urls import path

from . import services, views

app_name = "letters"
urlpatterns = [
    path("surat/", views.index, name="letters"),
    path("surat/kantor/", views.office, name="office"),
    path("surat/buat/", views.choose, name="choose"),
    path("surat/buat/<number:business_id>/", views.new, name="new"),
    path("surat/nomor/<number:letter_id>/", views.show, name="letter"),
    path("surat/nomor/<number:letter_id>/ubah/", views.change, name="change"),
    path("surat/nomor/<number:letter_id>/tanda-tangan/", views.sign, name="sign"),
    path("surat/nomor/<number:letter_id>/tarik/", views.withdraw, name="withdraw"),
    path("surat/nomor/<number:letter_id>/buang/", views.discard, name="discard"),
    path("surat/nomor/<number:letter_id>/surat.pdf", views.file, {"name": services.PDF}, name="pdf"),
    path("surat/nomor/<number:letter_id>/surat.docx", views.file, {"name": services.DOCX}, name="docx"),
    path("surat/<slug:token>/", views.proof, name="proof"),
]
