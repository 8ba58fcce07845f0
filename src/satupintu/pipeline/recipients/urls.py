"""Pages of recipients; no address says who a person is."""

from django.urls import path

from .views import matches, recipients, reports

app_name = "recipients"
urlpatterns = [
    path("penerima/", recipients.index, name="recipients"),
    path("penerima/laporan/", reports.index, name="reports"),
    path("penerima/laporan/baru/", reports.upload, name="upload"),
    path("penerima/laporan/<number:report_id>/", reports.show, name="report"),
    path("penerima/laporan/<number:report_id>/pertanyaan/", reports.question, name="question"),
    path("penerima/laporan/<number:report_id>/asli/", reports.original, name="original"),
    path("penerima/laporan/<number:report_id>/perbaiki/", reports.refused, name="refused"),
    path("penerima/laporan/<number:report_id>/tarik/", reports.withdraw, name="withdraw"),
    path("penerima/laporan/<number:report_id>/pulihkan/", reports.restore, name="restore"),
    path("penerima/cocok/", matches.index, name="matches"),
    path("penerima/cocok/riwayat/", matches.judgements, name="judgements"),
    path("penerima/cocok/riwayat/<number:judgement_id>/batal/", matches.undo, name="undo"),
    path("penerima/cocok/<slug:recipient>/<number:record_id>/", matches.show, name="match"),
    path("penerima/cocok/<slug:recipient>/<number:record_id>/nilai/", matches.judge, name="judge"),
]
