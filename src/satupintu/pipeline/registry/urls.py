"""Pages of the registry; nothing in an address says who a person is."""

from django.urls import path

from .views import businesses, judgements, pairs

app_name = "registry"
urlpatterns = [
    path("registri/", businesses.index, name="businesses"),
    path("registri/cari/", businesses.search, name="search"),
    path("registri/<number:number>/", businesses.show, name="business"),
    path("registri/<number:number>/nik/", businesses.nik, name="nik"),
    path("registri/<number:number>/bandingkan/", pairs.ask, name="ask"),
    path("registri/pasangan/", pairs.index, name="pairs"),
    path("registri/pasangan/<number:pair_id>/", pairs.show, name="pair"),
    path("registri/pasangan/<number:pair_id>/nilai/", pairs.judge, name="judge"),
    path("registri/penilaian/", judgements.index, name="judgements"),
    path("registri/penilaian/<number:judgement_id>/batal/", judgements.undo, name="undo"),
]
