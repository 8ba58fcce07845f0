"""Pages of coverage."""

from django.urls import path

from . import views

app_name = "coverage"
urlpatterns = [
    path("cakupan/", views.index, name="coverage"),
    path("cakupan/<str:code>/", views.show, name="area"),
    path("cakupan/<str:code>/kunjungan/", views.visits, name="visits"),
    path("cakupan/<str:code>/perkiraan/", views.expected, name="expected"),
    path("cakupan/<str:code>/perkiraan/impor/", views.import_expected, name="import"),
]
