"""Pages of needs; fixed words before codes of areas."""

from django.urls import path

from .needs import views

app_name = "needs"
urlpatterns = [
    path("kebutuhan/", views.index, name="gaps"),
    path("kebutuhan/belum-terlayani/", views.unserved, name="unserved"),
    path("kebutuhan/<str:code>/", views.show, name="area"),
    path("kebutuhan/<str:code>/belum-terlayani/", views.unserved, name="unserved_in"),
    path("kebutuhan/<str:code>/belum-terlayani.csv", views.download, name="download"),
]
