"""Pages of rounds, their lists and their results; nothing in an address says who a person is."""

from django.urls import path

from .views import comparison, corrections, lists, pairs, persons, references, rounds, rows

app_name = "screening"
urlpatterns = [
    path("putaran/", rounds.index, name="rounds"),
    path("putaran/baru/", rounds.new, name="new_round"),
    path("putaran/<int:round_id>/", rounds.show, name="round"),
    path("putaran/<int:round_id>/keadaan/", rounds.state, name="round_state"),
    path("putaran/<int:round_id>/acuan/", rounds.references, name="round_references"),
    path("putaran/<int:round_id>/periksa/", rounds.screen, name="screen"),
    path("putaran/<int:round_id>/unggah/", lists.upload, name="upload"),
    path("putaran/<int:round_id>/daftar/<int:list_id>/", lists.show, name="list"),
    path("putaran/<int:round_id>/daftar/<int:list_id>/kolom/", lists.question, name="question"),
    path("putaran/<int:round_id>/daftar/<int:list_id>/tarik/", lists.withdraw, name="withdraw"),
    path("putaran/<int:round_id>/daftar/<int:list_id>/pakai-lagi/", lists.restore, name="restore"),
    path("putaran/<int:round_id>/daftar/<int:list_id>/asli/", lists.original, name="original"),
    path("putaran/<int:round_id>/baris/", rows.table, name="rows"),
    path("putaran/<int:round_id>/baris/cari/", rows.search, name="search"),
    path("putaran/<int:round_id>/baris/unduh/", rows.export, name="export"),
    path("putaran/<int:round_id>/<int:run>/baris/<int:number>/", persons.show, name="person"),
    path("putaran/<int:round_id>/<int:run>/baris/<int:number>/surat/", persons.letter, name="letter"),
    path(
        "putaran/<int:round_id>/<int:run>/baris/<int:number>/surat.pdf", persons.letter_pdf, name="letter_pdf"
    ),
    path("putaran/<int:round_id>/pasangan/", pairs.index, name="pairs"),
    path("putaran/<int:round_id>/pasangan/cari/", pairs.find, name="find_pairs"),
    path("putaran/<int:round_id>/<int:run>/pasangan/<int:left>/<int:right>/", pairs.show, name="pair"),
    path(
        "putaran/<int:round_id>/<int:run>/pasangan/<int:left>/<int:right>/nilai/",
        pairs.judge,
        name="judge_pair",
    ),
    path("putaran/<int:round_id>/perbaikan/", corrections.index, name="corrections"),
    path("putaran/<int:round_id>/perbaikan.zip", corrections.archive, name="corrections_zip"),
    path("putaran/<int:round_id>/perbaikan/<int:list_id>/", corrections.workbook, name="correction"),
    path("putaran/<int:round_id>/bandingkan/", comparison.show, name="compare"),
    path("putaran/acuan/", references.index, name="references"),
    path("putaran/acuan/baru/", references.new, name="new_reference"),
    path("putaran/acuan/<int:set_id>/", references.show, name="reference"),
]
