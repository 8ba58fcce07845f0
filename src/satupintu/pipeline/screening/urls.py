"""Pages of rounds, their lists and their results; nothing in an address says who a person is."""

from django.urls import path

from .simulation import views as simulations
from .views import comparison, corrections, lists, pairs, persons, references, rounds, rows

app_name = "screening"
urlpatterns = [
    path("putaran/", rounds.index, name="rounds"),
    path("putaran/baru/", rounds.new, name="new_round"),
    path("putaran/<number:round_id>/", rounds.show, name="round"),
    path("putaran/<number:round_id>/keadaan/", rounds.state, name="round_state"),
    path("putaran/<number:round_id>/acuan/", rounds.references, name="round_references"),
    path("putaran/<number:round_id>/periksa/", rounds.screen, name="screen"),
    path("putaran/<number:round_id>/unggah/", lists.upload, name="upload"),
    path("putaran/<number:round_id>/daftar/registri/", lists.from_registry, name="from_registry"),
    path("putaran/<number:round_id>/daftar/<number:list_id>/", lists.show, name="list"),
    path("putaran/<number:round_id>/daftar/<number:list_id>/kolom/", lists.question, name="question"),
    path(
        "putaran/<number:round_id>/daftar/<number:list_id>/kolom/ubah/",
        lists.change_answer,
        name="change_answer",
    ),
    path("putaran/<number:round_id>/daftar/<number:list_id>/tarik/", lists.withdraw, name="withdraw"),
    path("putaran/<number:round_id>/daftar/<number:list_id>/pakai-lagi/", lists.restore, name="restore"),
    path("putaran/<number:round_id>/daftar/<number:list_id>/asli/", lists.original, name="original"),
    path("putaran/<number:round_id>/baris/", rows.table, name="rows"),
    path("putaran/<number:round_id>/baris/cari/", rows.search, name="search"),
    path("putaran/<number:round_id>/baris/unduh/", rows.export, name="export"),
    path("putaran/<number:round_id>/<number:run>/baris/<number:number>/", persons.show, name="person"),
    path(
        "putaran/<number:round_id>/<number:run>/baris/<number:number>/surat/", persons.letter, name="letter"
    ),
    path(
        "putaran/<number:round_id>/<number:run>/baris/<number:number>/surat.pdf",
        persons.letter_pdf,
        name="letter_pdf",
    ),
    path("putaran/<number:round_id>/pasangan/", pairs.index, name="pairs"),
    path("putaran/<number:round_id>/pasangan/cari/", pairs.find, name="find_pairs"),
    path(
        "putaran/<number:round_id>/<number:run>/pasangan/<number:left>/<number:right>/",
        pairs.show,
        name="pair",
    ),
    path(
        "putaran/<number:round_id>/<number:run>/pasangan/<number:left>/<number:right>/nilai/",
        pairs.judge,
        name="judge_pair",
    ),
    path("putaran/<number:round_id>/perbaikan/", corrections.index, name="corrections"),
    path("putaran/<number:round_id>/perbaikan.zip", corrections.archive, name="corrections_zip"),
    path("putaran/<number:round_id>/perbaikan/<number:list_id>/", corrections.workbook, name="correction"),
    path("putaran/<number:round_id>/bandingkan/", comparison.show, name="compare"),
    path("simulasi/", simulations.index, name="simulations"),
    path("simulasi/putaran/<number:round_id>/", simulations.new, name="new_simulation"),
    path("simulasi/<number:simulation_id>/", simulations.show, name="simulation"),
    path("simulasi/<number:simulation_id>/keadaan/", simulations.state, name="simulation_state"),
    path("simulasi/<number:simulation_id>/unduh/", simulations.export, name="simulation_export"),
    path(
        "simulasi/<number:simulation_id>/baris/<number:number>/", simulations.person, name="simulation_person"
    ),
    path("putaran/acuan/", references.index, name="references"),
    path("putaran/acuan/baru/", references.new, name="new_reference"),
    path("putaran/acuan/<number:set_id>/", references.show, name="reference"),
]
