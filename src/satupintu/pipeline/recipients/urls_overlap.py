"""Pages of overlap; fixed words before codes of areas."""

from django.urls import path

from .overlap import views

app_name = "overlap"
urlpatterns = [
    path("tumpang-tindih/", views.index, name="overlap"),
    path("tumpang-tindih/hitung/", views.run, name="run"),
    path("tumpang-tindih/<str:code>/", views.show, name="area"),
    path("tumpang-tindih/<str:code>/daftar/<str:verdict>.csv", views.download, name="download"),
    path("tumpang-tindih/<str:code>/<str:a>/<str:b>/", views.pair, name="pair"),
]
