"""Pages that cross stages."""

from django.urls import path

from . import registered, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("bahasa/", views.set_language, name="set_language"),
    path("status/", views.status, name="status"),
    path("data-anda/", views.your_data, name="your_data"),
    path("jejak/", views.events, name="events"),
    path("jejak/nik/", views.accounts_of_nik, name="accounts_of_nik"),
    # The registry's own address: portal comes first, so that its page also says what was received.
    path("registri/<number:number>/", registered.business, name="business"),
    path("registri/<number:number>/nik/", registered.nik, name="business_nik"),
]
