"""Pages of coordination: /rencana/ and /mitra/."""

from django.urls import path

from .meetings import views as meetings
from .partners import views as partners
from .views import lines, plans, public

app_name = "coordination"
urlpatterns = [
    path("rencana/", plans.index, name="plans"),
    path("rencana/terlambat/", plans.late, name="late"),
    path("rencana/baru/", plans.new, name="new_plan"),
    path("rencana/lembar-kosong/", plans.empty_form, name="empty_form"),
    path("rencana/publik/", public.index, name="public_plans"),
    path("rencana/publik/<number:plan>/", public.show, name="public_plan"),
    path("rencana/<number:plan>/", plans.show, name="plan"),
    path("rencana/<number:plan>/ubah/", plans.change, name="change_plan"),
    path("rencana/<number:plan>/susunan/", plans.build, name="build_plan"),
    path("rencana/<number:plan>/impor/", plans.import_file, name="import_plan"),
    path("rencana/<number:plan>/ekspor/", plans.export, name="export_plan"),
    path("rencana/<number:plan>/sepakati/", plans.agree, name="agree_plan"),
    path("rencana/<number:plan>/tutup/", plans.close, name="close_plan"),
    path("rencana/<number:plan>/buang/", plans.discard, name="discard_plan"),
    path("rencana/<number:plan>/rapat/", meetings.index, name="meetings"),
    path("rencana/<number:plan>/rapat/baru/", meetings.new, name="new_meeting"),
    path("rencana/kelompok/<number:group>/", lines.group, name="group"),
    path("rencana/kelompok/<number:group>/baris-baru/", lines.new, name="new_line"),
    path("rencana/baris/<number:line>/", lines.show, name="line"),
    path("rencana/baris/<number:line>/ubah/", lines.change, name="change_line"),
    path("rencana/baris/<number:line>/hapus/", lines.remove, name="remove_line"),
    path("rencana/baris/<number:line>/lapor/", lines.report, name="report"),
    path("rencana/laporan/<number:report>/bukti/", lines.evidence, name="report_evidence"),
    path("rencana/rapat/<number:meeting>/", meetings.show, name="meeting"),
    path("rencana/rapat/<number:meeting>/notula/", meetings.minutes, name="minutes"),
    path("rencana/keputusan/<number:decision>/", meetings.decision, name="decision"),
    path("rencana/keputusan/<number:decision>/bukti/", meetings.evidence, name="decision_evidence"),
    path("mitra/", partners.index, name="partners"),
    path("mitra/baru/", partners.new, name="new_partner"),
    path("mitra/<number:partner>/", partners.show, name="partner"),
    path("mitra/<number:partner>/ubah/", partners.change, name="change_partner"),
    path("mitra/<number:partner>/janji/", partners.new_promise, name="new_promise"),
    path("mitra/janji/<number:promise>/", partners.promise, name="promise"),
    path("mitra/penyerahan/<number:delivery>/bukti/", partners.evidence, name="delivery_evidence"),
]
