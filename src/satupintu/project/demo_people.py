"""The demo's people and the neighbourhoods of one sub-district: one account a role, and a head for every RT."""

from typing import Any

REGENCY, PROVINCE, COUNTRY = "35.07", "35", "ID"
SUBDISTRICT = "35.07.11"
# One village has hamlets, one has RWs right below it, one has two hamlets with an RW each; all numbers are made up.
PLACES = {
    "35.07.11.2008": (
        "Dusun Krajan\nRW 001: RT 001-004\nRW 002: RT 001-003\n"
        "Dusun Duren\nRW 003: RT 001-003\nDusun Panggang\nRW 004: RT 001-002"
    ),
    "35.07.11.2004": "RW 001: RT 001-003\nRW 002: RT 001-002",
    "35.07.11.2007": "Dusun Sukorejo\nRW 001: RT 001-002\nDusun Sumberjo\nRW 002: RT 001-002",
}
HOME = "35.07.11.2008"
HAMLET = f"{HOME}.D01"
RW = f"{HAMLET}.W001"
RT = f"{RW}.T001"
OWNER_NIK = "3507114107810001"  # stands in the list that waits for an answer
# Whose programmes the demo's people report, by role.
AGENCIES = {
    "agency_officer": "diskop-malang",
    "district_officer": "diskop-malang",
    "ministry_officer": "kemenkop",
}
_NAMES = (
    "Slamet",
    "Sugeng",
    "Suparman",
    "Mulyono",
    "Paimin",
    "Hartini",
    "Sunarti",
    "Kasiyati",
    "Wagiman",
    "Ponirah",
)


def make_people(password: str) -> dict[str, Any]:
    """The accounts by a short name, by village for its officer, and by RT for its head; makes the RTs too."""
    from django.contrib.auth.hashers import make_password

    from satupintu.foundation.accounts.models import Role, User
    from satupintu.foundation.areas.models import Area

    hashed = make_password(password)  # once for all: it takes a good part of a second
    rows = [
        ("rt", "Slamet Widodo", Role.RT_HEAD, RT),
        ("rw", "Mukhtar Efendi", Role.RW_HEAD, RW),
        ("dusun", "Tumini", Role.HAMLET_HEAD, HAMLET),
        ("kecamatan", "Heru Prasetyo", Role.SUBDISTRICT_OFFICER, SUBDISTRICT),
        ("dinas", "Bambang Wijaya", Role.DISTRICT_OFFICER, REGENCY),
        ("provinsi", "Nurul Hidayati", Role.PROVINCE_OFFICER, PROVINCE),
        ("kementerian", "Yusuf Maulana", Role.MINISTRY_OFFICER, COUNTRY),
        ("pelaku", "Sumiati", Role.BUSINESS_OWNER, RT),
        ("bank", "Dewi Lestari", Role.BANK_OFFICER, REGENCY),
        ("instansi", "Lilik Handayani", Role.AGENCY_OFFICER, REGENCY),
        ("pemeriksa", "Agus Setiawan", Role.AUDITOR, REGENCY),
        ("pengelola", "Ratna Sari", Role.ADMINISTRATOR, REGENCY),
    ]

    def make(username: str, name: str, role: str, code: str) -> Any:
        fields = {"name": name, "role": role, "area": Area.objects.get(code=code)}
        user = User.objects.create_user(username, None, **fields, **_particulars(role, username))
        user.password = hashed
        user.save(update_fields=["password"])
        return user

    officers = {
        village: make(f"desa.{number}", name, Role.VILLAGE_OFFICER, village)
        for number, (village, name) in enumerate(_officers().items(), start=2)
    }
    officers[HOME] = make("demo.desa", "Siti Rahayu", Role.VILLAGE_OFFICER, HOME)
    _make_neighbourhoods(officers)
    people = {key: make(f"demo.{key}", name, role, code) for key, name, role, code in rows}
    return people | officers | {"desa": officers[HOME], RT: people["rt"]} | _heads(make) | _heads_above(make)


def _officers() -> dict[str, str]:
    return {
        "35.07.11.2004": "Joko Santoso",
        "35.07.11.2007": "Wahyu Nugroho",
        "35.07.13.2003": "Endang Susilowati",
    }


def _make_neighbourhoods(officers: dict[str, Any]) -> None:
    from satupintu.foundation.areas.below import add_areas

    for village, written in PLACES.items():
        add_areas(by=officers[village], village=officers[village].area, written=written)


def _heads(make: Any) -> dict[str, Any]:
    """A head for every other RT, by its code."""
    from satupintu.foundation.accounts.models import Role
    from satupintu.foundation.areas.models import Area, Level

    codes = (
        Area.objects.filter(level=Level.RT).exclude(code=RT).order_by("code").values_list("code", flat=True)
    )
    return {
        code: make(f"rt.{number:02d}", f"{_NAMES[number % 10]} {chr(65 + number)}.", Role.RT_HEAD, code)
        for number, code in enumerate(codes)
    }


def _heads_above(make: Any) -> dict[str, Any]:
    """Heads of the other RWs and hamlets; one RW and one hamlet have none, so that their queue says so."""
    from satupintu.foundation.accounts.models import Role
    from satupintu.foundation.areas.models import Area, Level

    found = {}
    for level, role, word, family, taken in (
        (Level.RW, Role.RW_HEAD, "rw", "Hadi", {RW, f"{HOME}.D02.W003"}),
        (Level.HAMLET, Role.HAMLET_HEAD, "dusun", "Utomo", {HAMLET, f"{HOME}.D03"}),
    ):
        codes = Area.objects.filter(level=level).exclude(code__in=taken).order_by("code")
        for number, code in enumerate(codes.values_list("code", flat=True), start=1):
            found[code] = make(f"{word}.{number:02d}", f"{_NAMES[-number]} {family}", role, code)
    return found


def _particulars(role: str, username: str) -> dict[str, str]:
    """Bank or agency of those who work for one, a made-up phone for who signs in by it, a NIK for the owner."""
    from satupintu.foundation.accounts.models import Role, User
    from satupintu.foundation.accounts.roles import BY_PHONE

    fields = {"distributor": "bri"} if role == Role.BANK_OFFICER else {}
    if role in AGENCIES:
        fields["agency"] = AGENCIES[role]
    if role in BY_PHONE:
        fields["phone"] = f"+62812000{User.objects.count():05d}"
    if role == Role.BUSINESS_OWNER and username.startswith("demo."):
        fields["nik"] = OWNER_NIK
    return fields
