"""Pages of letters; the last is what their QR opens."""

from django.urls import path

from . import letters, letters_views

app_name = "letters"
urlpatterns = [
    path("surat/", letters_views.index, name="letters"),
    path("surat/kantor/", letters_views.office, name="office"),
    path("surat/buat/", letters_views.choose, name="choose"),
    path("surat/buat/<number:business_id>/", letters_views.new, name="new"),
    path("surat/nomor/<number:letter_id>/", letters_views.show, name="letter"),
    path("surat/nomor/<number:letter_id>/ubah/", letters_views.change, name="change"),
    path("surat/nomor/<number:letter_id>/tanda-tangan/", letters_views.sign, name="sign"),
    path("surat/nomor/<number:letter_id>/tarik/", letters_views.withdraw, name="withdraw"),
    path("surat/nomor/<number:letter_id>/buang/", letters_views.discard, name="discard"),
    path("surat/nomor/<number:letter_id>/surat.pdf", letters_views.file, {"name": letters.PDF}, name="pdf"),
    path(
        "surat/nomor/<number:letter_id>/surat.docx", letters_views.file, {"name": letters.DOCX}, name="docx"
    ),
    path("surat/<slug:token>/", letters_views.proof, name="proof"),
]
