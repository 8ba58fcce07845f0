"""Pages of coverage; fixed words before codes of areas."""

from django.urls import path

from . import views

app_name = "coverage"
urlpatterns = [
    path("cakupan/", views.index, name="coverage"),
    path("cakupan/impor/", views.import_expected, name="import"),
    path("cakupan/<str:code>/", views.show, name="area"),
    path("cakupan/<str:code>/kunjungan/", views.visits, name="visits"),
    path("cakupan/<str:code>/perkiraan/", views.expected, name="expected"),
]
