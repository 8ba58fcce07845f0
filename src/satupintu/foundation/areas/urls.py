"""Pages of areas below the village."""

from django.urls import path

from . import views

app_name = "areas"
urlpatterns = [
    path("", views.index, name="areas"),
    path("<str:code>/", views.village, name="village"),
    path("<str:code>/nama/", views.rename, name="rename"),
    path("<str:code>/hapus/", views.remove, name="remove"),
]
