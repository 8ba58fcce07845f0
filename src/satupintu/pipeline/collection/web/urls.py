"""Pages of the field: the form at the door, and sheets of paper."""

from django.urls import path

from . import paper, views, worker

app_name = "field"
urlpatterns = [
    path("pendataan/isi/", views.home, name="home"),
    path("pendataan/isi/<slug:form_id>/", views.fill, name="fill"),
    path("pendataan/kirim/", views.send, name="send"),
    path("pendataan/siapa/", views.who, name="who"),
    path("pendataan/sw.js", worker.script, name="worker"),
    path("pendataan/kertas/", paper.sheets, name="sheets"),
    path("pendataan/ketik/", paper.find, name="find_sheet"),
    path("pendataan/ketik/<slug:code>/", paper.type_in, name="type_in"),
]
