"""Pages of coverage; fixed words before codes of areas."""

from django.urls import path

from . import coverage_views

app_name = "coverage"
urlpatterns = [
    path("cakupan/", coverage_views.index, name="coverage"),
    path("cakupan/impor/", coverage_views.import_expected, name="import"),
    path("cakupan/<str:code>/", coverage_views.show, name="area"),
    path("cakupan/<str:code>/kunjungan/", coverage_views.visits, name="visits"),
    path("cakupan/<str:code>/perkiraan/", coverage_views.expected, name="expected"),
]
