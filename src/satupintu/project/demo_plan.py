"""The demo's action plan: ten made-up groups of the regency, some lines late, partners, a meeting and its decisions."""

from datetime import timedelta
from typing import Any

TITLE = "Rencana aksi pemulihan usaha mikro dan kecil (rekaan)"
SOURCE = "Rekaan untuk peragaan; bukan rencana kantor mana pun."
GROUPS = (
    "Pedagang pasar dan kaki lima",
    "Usaha makanan dan minuman rumahan",
    "Perajin dan industri rumah tangga",
    "Petani dan peternak kecil",
    "Nelayan dan pengolah ikan",
    "Pelaku wisata dan kesenian",
    "Jasa angkutan dan bengkel",
    "Pekerja yang dirumahkan",
    "Pekerja migran yang pulang",
    "Perempuan kepala keluarga",
)
# group, activity, programme, agencies, target, unit, days to the deadline, million rupiah, ((days ago, reached), …).
# A programme or an agency that the catalogue does not hold is left out.
LINES: tuple[tuple[Any, ...], ...] = (
    (1, "", "bpum-2021", "kemenkop diskop-malang bri", 1200, "orang", 45, 1_440, ((120, 300), (20, 940))),
    (1, "Penataan lapak dan los pasar desa", "", "disperindag-malang", 6, "pasar", -20, 450, ((30, 4),)),
    (1, "Pembayaran tanpa tunai di pasar", "", "disperindag-malang bri", 400, "pedagang", 60, 0, ((15, 250),)),
    (2, "Izin edar pangan rumahan bersama-sama", "", "dinkes diskop-malang", 250, "usaha", 70, 125, ((40, 180),)),
    (2, "Pelatihan pengemasan dan label", "", "diskop-malang", 300, "orang", -8, 90, ((60, 120), (10, 210))),
    (2, "Sertifikat halal gratis", "sehati", "bpjph diskop-malang", 500, "usaha", 100, 0, ((25, 260),)),
    (3, "Bahan baku bersama koperasi", "", "diskop-malang disperindag-malang", 12, "koperasi", 90, 240, ((35, 5),)),
    (3, "Katalog daring kerajinan", "", "disperindag-malang", 150, "usaha", 40, 35, ((12, 150),)),
    (3, "Kredit usaha rakyat tanpa agunan tambahan", "kur-mikro", "bri bni", 350, "usaha", 110, None, ((18, 240),)),
    (4, "Bibit dan pakan bergilir", "", "distan-malang", 40, "kelompok", 30, 600, ((50, 22),)),
    (4, "Pembelian hasil panen oleh koperasi", "", "distan-malang diskop-malang", 25, "koperasi", 95, 0, ((22, 17),)),
    (4, "Pelatihan olahan susu", "", "distan-malang", 120, "orang", 55, 60, ()),
    (5, "Kotak pendingin bagi pengolah ikan", "", "diskan-malang", 60, "unit", -35, 180, ((45, 30),)),
    (5, "Penilaian kelayakan dasar olahan ikan", "", "diskan-malang dinkes", 45, "usaha", 80, 40, ((28, 30),)),
    (6, "Paket wisata desa", "", "disparbud-malang", 18, "desa", 65, 150, ((33, 9),)),
    (6, "Panggung kesenian tiap bulan", "", "disparbud-malang", 10, "kali", 75, 200, ((14, 8),)),
    (6, "Protokol sehat tempat wisata", "", "disparbud-malang dinkes", 35, "tempat", -60, 50, ((70, 35),)),
    (7, "Restrukturisasi pinjaman kendaraan", "", "bri bni", 220, "peminjam", 85, None, ((26, 130),)),
    (7, "Antar belanja pasar oleh pengemudi setempat", "", "disperindag-malang", 100, "pengemudi", 50, 30, ((16, 71),)),
    (8, "Pelatihan kerja tiga bulan", "prakerja-2020", "disnaker-malang", 400, "orang", 105, 800, ((32, 260),)),
    (8, "Padat karya desa", "", "disnaker-malang", 900, "orang", -15, 1_350, ((19, 700),)),
    (8, "Bantuan sembako", "bpnt-sembako", "kemensos dinsos-malang", 2500, "keluarga", 115, None, ((11, 1900),)),
    (9, "Desa migran produktif", "desmigratif", "kemnaker disnaker-malang", 4, "desa", 60, 320, ((44, 3),)),
    (9, "Pendampingan usaha keluarga pekerja migran", "", "disnaker-malang diskop-malang", 150, "keluarga", 70, 75, ()),
    (9, "Pendataan pekerja migran yang pulang", "", "disnaker-malang", 12, "kecamatan", -90, 24, ((95, 12),)),
    (10, "Modal bergulir kelompok perempuan", "pnm-mekaar", "pnm bri", 80, "kelompok", 90, None, ((21, 55),)),
    (10, "Keluarga harapan yang berusaha", "pkh", "kemensos dinsos-malang", 600, "keluarga", 118, None, ((13, 410),)),
    (10, "Sekolah usaha ibu-ibu", "", "umm diskop-malang", 240, "orang", 25, 96, ((29, 90),)),
    (10, "Penitipan anak di sentra usaha", "", "dinsos-malang", 5, "tempat", 112, 125, ()),
    (10, "Bela beli produk tetangga", "", "diskop-malang", 1000, "pegawai", 35, 0, ((9, 815),)),
)  # fmt: skip
# name, kind, promise, amount, unit, days to the day, ((days ago, delivered), …)
PARTNERS: tuple[tuple[Any, ...], ...] = (
    ("Universitas Peragaan", "academia", "Mahasiswa pendamping usaha", 40, "orang", 50, ((60, 15), (10, 12))),
    ("Koperasi Peragaan Sejahtera", "business", "Rak pajang produk UMKM", 20, "rak", -12, ((30, 8),)),
    ("Komunitas Usaha Kalipare", "community", "Kelas berbagi pengalaman", 12, "kali", 40, ((80, 4), (15, 5))),
    ("Radio Peragaan FM", "media", "Siaran produk setempat", 24, "siaran", 70, ((25, 24),)),
    ("Kantor Pos Peragaan", "government", "Potongan ongkos kirim", 500, "paket", -3, ()),
)
# text, days to the day, owner ("user", an agency, or a partner's name), whether it is done
DECISIONS: tuple[tuple[Any, ...], ...] = (
    ("Menyusun daftar pasar yang losnya belum tertata", -18, "disperindag-malang", False),
    ("Menyurati semua desa tentang jadwal pelatihan", 5, "user", False),
    ("Menjadwalkan kunjungan mahasiswa ke sentra usaha", 12, "Universitas Peragaan", False),
    ("Membagikan nomor pengaduan kepada ketua RT", -25, "diskop-malang", True),
)


def fill_plan(people: dict[str, Any]) -> None:
    """Through the services that the pages call, so that the demo shows nothing an office could not make."""
    from django.utils import timezone

    from satupintu.community.coordination import services

    officer, today = people["dinas"], timezone.localdate()
    plan = services.draft_plan(
        by=officer,
        area=officer.area,
        title=TITLE,
        starts_on=today - timedelta(240),
        ends_on=today + timedelta(120),
        source=SOURCE,
    )
    lines = _lines(officer, plan, today)
    services.agree_plan(by=officer, plan=plan)
    for line, reports in lines:
        for ago, reached in reports:
            services.report_progress(by=officer, line=line, value=reached, on=today - timedelta(ago))
    partners = _partners(officer, plan, today)
    _meeting(people, plan, partners, today)


def _lines(officer: Any, plan: Any, today: Any) -> list[tuple[Any, Any]]:
    from satupintu.community.coordination import services
    from satupintu.community.coordination.names import agency_names, programme_names
    from satupintu.community.coordination.services import LineTerms

    known, programmes = agency_names(), programme_names()
    groups = [services.add_group(by=officer, plan=plan, name=name) for name in GROUPS]
    made = []
    for number, activity, programme, agencies, target, unit, days, budget, reports in LINES:
        terms = LineTerms(
            programme=programme if programme in programmes else "",
            activity=activity,
            agencies=tuple(one for one in agencies.split() if one in known) or ("diskop-malang",),
            target=target,
            unit=unit,
            deadline=today + timedelta(days),
            # What nobody reported on has only just begun.
            starts_on=None if reports else today - timedelta(5),
            budget=None if budget is None else budget * 1_000_000,
        )
        made.append((services.add_line(by=officer, group=groups[number - 1], terms=terms), reports))
    return made


def _partners(officer: Any, plan: Any, today: Any) -> dict[str, Any]:
    from satupintu.community.coordination.partners import services

    found = {}
    for number, (name, kind, what, amount, unit, days, deliveries) in enumerate(PARTNERS, start=1):
        partner = services.add_partner(
            by=officer,
            area=officer.area,
            name=f"{name} (rekaan)",
            kind=kind,
            contact="Narahubung rekaan",
            phone=f"+628120009{number:04d}",
        )
        promise = services.make_promise(
            by=officer,
            partner=partner,
            plan=plan,
            what=what,
            amount=amount,
            unit=unit,
            made_on=today - timedelta(150),
            due=today + timedelta(days),
        )
        for ago, delivered in deliveries:
            services.deliver(by=officer, promise=promise, amount=delivered, on=today - timedelta(ago))
        found[name] = partner
    return found


def _meeting(people: dict[str, Any], plan: Any, partners: dict[str, Any], today: Any) -> None:
    from satupintu.community.coordination.meetings import services as meetings

    officer = people["dinas"]
    meeting = meetings.hold_meeting(
        by=officer,
        plan=plan,
        title="Rapat koordinasi triwulan",
        on=today - timedelta(40),
        place="Pendopo (rekaan)",
        attendees="Dinas-dinas penanggung jawab\nMitra lima unsur\nCamat se-kabupaten",
    )
    for text, days, owner, is_done in DECISIONS:
        owners = {"partner": partners[owner]} if owner in partners else {"agency": owner}
        if owner == "user":
            owners = {"owner": people["kecamatan"]}
        decision = meetings.add_decision(
            by=officer, meeting=meeting, text=text, due=today + timedelta(days), **owners
        )
        if is_done:
            meetings.mark_done(by=officer, decision=decision, on=today - timedelta(30))
