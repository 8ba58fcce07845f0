"""Pages of verification; nothing in an address says who a person is."""

from django.urls import path

from .views import oversight, queues, submissions

app_name = "verification"
urlpatterns = [
    path("antrean/", queues.index, name="queue"),
    path("antrean/cari/", queues.search, name="search"),
    path("antrean/sahkan/", queues.sign_off, name="sign_off"),
    path("antrean/kembali/", queues.returned, name="returned"),
    path("antrean/umur/", oversight.ages, name="ages"),
    path("antrean/jenjang/", oversight.ladders, name="ladders"),
    path("antrean/jenjang/<str:code>/", oversight.ladder, name="ladder"),
    path("antrean/<number:submission>/", submissions.show, name="submission"),
    path("antrean/<number:submission>/benarkan/", submissions.confirm_one, name="confirm"),
    path("antrean/<number:submission>/kembalikan/", submissions.return_one, name="return"),
    path("antrean/<number:submission>/tarik/", submissions.withdraw_one, name="withdraw"),
    path("antrean/pengesahan/<number:sign_off>/berita-acara/", submissions.minutes, name="minutes"),
]
