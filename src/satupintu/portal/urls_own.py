"""The owner's page, and the pages of the officers who answer."""

from django.urls import path

from . import own_views

app_name = "own"
urlpatterns = [
    path("usaha-saya/", own_views.index, name="own"),
    path("usaha-saya/salinan/", own_views.copy, name="copy"),
    path("usaha-saya/salinan.json", own_views.copy_json, name="copy_json"),
    path("usaha-saya/hapus/", own_views.erase, name="erase"),
    path("usaha-saya/<number:number>/", own_views.business, name="business"),
    path("usaha-saya/<number:number>/perbaiki/", own_views.correct, name="correct"),
    path("usaha-saya/<number:number>/keberatan/", own_views.object_to, name="object"),
    path("keberatan/", own_views.objections, name="objections"),
    path("keberatan/<number:number>/", own_views.objection, name="objection"),
    path("keberatan/penghapusan/<number:number>/", own_views.erasure, name="erasure"),
]
