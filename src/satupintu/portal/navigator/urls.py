"""What can I get?"""

from django.urls import path

from . import views

app_name = "navigator"
urlpatterns = [
    path("", views.start, name="start"),
    path("mulai/", views.begin, name="begin"),
    path("tanya/", views.ask, name="ask"),
    path("hasil/", views.result, name="result"),
    path("saya/", views.own, name="own"),
    path("saya/tanya/", views.own_ask, name="own_ask"),
    path("bantu/", views.help_index, name="help"),
    path("bantu/tamu/", views.guest_begin, name="guest_begin"),
    path("bantu/tamu/tanya/", views.guest_ask, name="guest_ask"),
    path("bantu/tamu/hasil/", views.guest_result, name="guest_result"),
    path("bantu/<number:number>/", views.helped, name="helped"),
    path("bantu/<number:number>/tanya/", views.helped_ask, name="helped_ask"),
]
