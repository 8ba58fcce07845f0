"""Accounts for the field: a role needs an area of its level, a village invites its own, a phone is one person's."""

import pytest
from django.core.exceptions import PermissionDenied

from satupintu.foundation.accounts import services
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.phones import normalised
from satupintu.foundation.accounts.roles import BY_PHONE, LEVELS
from satupintu.foundation.areas import below

pytestmark = pytest.mark.django_db
ARJO = "35.07.11.2008"
RT = f"{ARJO}.D01.W001.T002"
NEW = "/akun/lapangan/baru/"
NIK = "3507114505850001"


@pytest.fixture
def village(client_of, areas):
    """A signed-in officer of Arjowilangun, which has a hamlet, an RW and three RTs."""
    client = client_of("village_officer")
    below.add_areas(by=client.user, village=areas[ARJO], written="Dusun Krajan\nRW 1: RT 1-3")
    return client


def fields(**changed):
    return {
        "name": "Budi",
        "role": "rt_head",
        "area": RT,
        "phone": "0812 3456 7890",
        "is_active": "on",
    } | changed


def test_a_village_invites_its_rt_head(village):
    assert village.post(NEW, fields()).url == "/akun/lapangan/"
    made = User.objects.get(phone="+6281234567890")
    assert (made.role, made.area_id, made.has_usable_password()) == ("rt_head", RT, False)
    assert "Budi" in village.get("/akun/lapangan/").content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"area": ARJO}, "Wilayah Ketua RT harus: RT"),
        ({"role": "rw_head"}, "Wilayah Ketua RW harus: RW"),
        ({"role": "hamlet_head"}, "harus: Dusun/Lingkungan"),
        ({"role": "village_officer", "area": ARJO}, "govuk-error-message"),
        ({"role": "administrator", "area": ARJO}, "govuk-error-message"),
        ({"area": "35.07.11.2007"}, "govuk-error-message"),
        ({"phone": ""}, "Tulis nomor HP-nya"),
        ({"phone": "12"}, "nomor HP Indonesia"),
        ({"role": "business_owner"}, "Tulis NIK pelaku usaha"),
        ({"role": "business_owner", "nik": "123"}, "16 angka"),
    ],
)
def test_what_does_not_fit_together_is_told(village, changed, words):
    assert words in village.post(NEW, fields(**changed)).content.decode()
    assert not User.objects.filter(name="Budi").exists()


def test_a_phone_belongs_to_one_account_in_use(village):
    village.post(NEW, fields())
    again = fields(name="Wati", phone="+62 812-3456-7890")
    assert "sudah dipakai akun lain" in village.post(NEW, again).content.decode()
    User.objects.filter(name="Budi").update(is_active=False)
    assert village.post(NEW, again).status_code == 302


def test_another_phone_ends_the_sessions_of_the_old_one(village, client):
    village.post(NEW, fields())
    head = User.objects.get(name="Budi")
    client.force_login(head)
    village.post(f"/akun/lapangan/{head.pk}/", fields(name="Budi S."))
    assert client.get("/pendataan/").status_code == 200
    village.post(f"/akun/lapangan/{head.pk}/", fields(phone="0813-0000-0001"))
    assert client.get("/pendataan/").url.startswith("/akun/masuk/")


def test_an_owner_s_nik_is_kept_and_not_shown_again(village):
    village.post(NEW, fields(role="business_owner", nik=NIK))
    owner = User.objects.get(name="Budi")
    assert owner.nik == NIK
    assert NIK not in village.get(f"/akun/lapangan/{owner.pk}/").content.decode()
    village.post(f"/akun/lapangan/{owner.pk}/", fields(role="business_owner", name="Budi S.", nik=""))
    owner.refresh_from_db()
    assert (owner.name, owner.nik) == ("Budi S.", NIK)


def test_a_village_keeps_no_account_of_an_office_nor_of_another_village(village, make_user):
    for other in (
        make_user("village_officer"),
        make_user("rt_head", area="35.07.11.2007"),
        make_user("administrator"),
    ):
        assert village.get(f"/akun/lapangan/{other.pk}/").status_code == 404
        other.name = "Lain"
        with pytest.raises(PermissionDenied):
            services.save_account(other, by=village.user)
    promoted = make_user("rt_head", area=ARJO)
    promoted.role = Role.VILLAGE_OFFICER
    with pytest.raises(PermissionDenied):
        services.save_account(promoted, by=village.user)


def test_an_administrator_makes_field_accounts_but_sees_no_nik(client_of, village):
    admin = client_of("administrator", area="35.07")
    page = admin.get("/akun/baru/").content.decode()
    assert 'name="nik"' not in page
    assert "business_owner" not in page
    admin.post("/akun/baru/", fields(username="budi"))
    made = User.objects.get(username="budi")
    assert not made.has_usable_password()
    assert admin.post(f"/akun/{made.pk}/kata-sandi/").status_code == 403
    plain = fields(username="wati", role="district_officer", area="3507", phone="")
    admin.post("/akun/baru/", plain)
    assert User.objects.get(username="wati").area_id == "35.07"
    assert "harus: Kabupaten/Kota" in admin.post("/akun/baru/", plain | {"area": ARJO}).content.decode()


def test_every_role_has_its_levels():
    assert set(LEVELS) == set(Role)
    assert all(min(LEVELS[role]) >= 4 for role in BY_PHONE)


@pytest.mark.parametrize(
    "written", ["0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 3456.7890"]
)
def test_phones_are_kept_one_way(written):
    assert normalised(written) == "+6281234567890"
