"""The demo's catalogue beside the programmes' folder: what a district office reports of its own programmes."""

from typing import Any

# Made up, as everything in the demo; the second report raises one quota, which makes a second version.
PROGRAMMES: tuple[dict[str, Any], ...] = (
    {
        "id": "malang-kelas-pemasaran-digital",
        "title": "Kelas pemasaran digital Kabupaten Malang",
        "pillar": "capacity",
        "needs": ["skills", "digital"],
        "aid": "training",
        "level": "district",
        "budget": 150_000_000,
        "quota": 200,
        "period": "2021",
        "areas": ["35.07"],
        "apply": "Daftar di kantor desa atau langsung ke dinas; bawa KTP-el dan contoh produk.",
        "contact": "Dinas Koperasi dan Usaha Mikro Kabupaten Malang",
    },
    {
        "id": "malang-bantuan-alat",
        "title": "Bantuan alat produksi usaha mikro",
        "pillar": "finance",
        "needs": ["equipment"],
        "aid": "equipment",
        "level": "district",
        "budget": 600_000_000,
        "quota": 120,
        "period": "2021",
        "areas": ["35.07"],
        "apply": "Diusulkan desa melalui kecamatan; dinas melihat tempat usahanya.",
        "contact": "Dinas Koperasi dan Usaha Mikro Kabupaten Malang",
    },
    {
        "id": "malang-galeri-produk",
        "title": "Galeri produk usaha mikro Malang",
        "pillar": "ecosystem",
        "needs": ["marketing"],
        "aid": "marketing",
        "level": "district",
        "quota": 80,
        "period": "sejak 2020",
        "areas": ["35.07"],
        "apply": "Bawa contoh produk berlabel ke dinas.",
        "contact": "Dinas Koperasi dan Usaha Mikro Kabupaten Malang",
    },
)


def fill_catalogue(people: dict[str, Any]) -> None:
    """The agency's officer reports its programmes, and once more after one of them grew."""
    from satupintu.pipeline.catalogue.services import report_programmes

    officer = people["instansi"]
    report_programmes(by=officer, rows=PROGRAMMES, source="program-2021.xlsx")
    grown = [one | {"quota": 150} if one["id"] == "malang-bantuan-alat" else one for one in PROGRAMMES]
    report_programmes(by=officer, rows=grown, source="program-2021-perubahan.xlsx")
