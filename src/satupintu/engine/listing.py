"""What a programme is beside its rules: whom it serves, with what, by whom and where; how the catalogue is searched.

A programme carries one Listing (`Programme.listing`), read by `engine.parse_listing`. The vocabularies are fixed and
have words for people beside each code, so that two agencies mean the same by the same word.
"""

from dataclasses import dataclass

from satupintu.engine.text import Text

PILLARS = {
    "capacity": Text("Peningkatan kapasitas", "Capacity"),
    "finance": Text("Pembiayaan", "Finance"),
    "ecosystem": Text("Ekosistem usaha", "Business ecosystem"),
}
NEEDS = {
    "capital": Text("Modal", "Capital"),
    "debt_relief": Text("Keringanan pinjaman", "Debt relief"),
    "tax_relief": Text("Keringanan pajak", "Tax relief"),
    "energy_cost": Text("Biaya listrik dan energi", "Energy costs"),
    "income_support": Text("Kebutuhan hidup sehari-hari", "Income support"),
    "skills": Text("Keterampilan", "Skills"),
    "legality": Text("Legalitas usaha", "Legal standing"),
    "certification": Text("Sertifikasi dan izin edar", "Certification"),
    "equipment": Text("Peralatan", "Equipment"),
    "marketing": Text("Pemasaran", "Marketing"),
    "mentoring": Text("Pendampingan", "Mentoring"),
    "raw_material": Text("Bahan baku", "Raw material"),
    "digital": Text("Digitalisasi", "Going digital"),
    "organisation": Text("Kelembagaan dan kelompok", "Organisation"),
}
AID = {
    "cash": Text("Uang tunai", "Cash"),
    "credit": Text("Kredit atau pembiayaan", "Credit"),
    "interest_subsidy": Text("Subsidi bunga", "Interest subsidy"),
    "loan_restructuring": Text("Restrukturisasi pinjaman", "Loan restructuring"),
    "tax_relief": Text("Pajak ditanggung atau dikurangi", "Tax relief"),
    "tariff_subsidy": Text("Subsidi tarif", "Tariff subsidy"),
    "training": Text("Pelatihan", "Training"),
    "certification": Text("Sertifikasi", "Certification"),
    "equipment": Text("Alat", "Equipment"),
    "marketing": Text("Pemasaran", "Marketing"),
    "mentoring": Text("Pendampingan", "Mentoring"),
    "goods": Text("Barang", "Goods"),
    "social_assistance": Text("Bantuan sosial", "Social assistance"),
}
LEVELS = {
    "central": Text("Pusat", "Central government"),
    "province": Text("Provinsi", "Province"),
    "district": Text("Kabupaten/kota", "District or city"),
    "village": Text("Desa/kelurahan", "Village"),
    "university": Text("Perguruan tinggi", "University"),
    "state_enterprise": Text("BUMN/BUMD", "State enterprise"),
    "private": Text("Swasta", "Private"),
    "csr": Text("Tanggung jawab sosial perusahaan", "Corporate social responsibility"),
}
AGENCY_KINDS = {
    "ministry": Text("Kementerian/lembaga", "Ministry or national body"),
    "province": Text("Pemerintah provinsi", "Provincial government"),
    "district": Text("Pemerintah kabupaten/kota", "District government"),
    "village": Text("Pemerintah desa", "Village government"),
    "bank": Text("Bank", "Bank"),
    "university": Text("Perguruan tinggi", "University"),
    "state_enterprise": Text("BUMN/BUMD", "State enterprise"),
    "private": Text("Perusahaan swasta", "Private company"),
    "community": Text("Komunitas", "Community"),
    "media": Text("Media", "Media"),
}
PARTNERS = {
    "government": Text("Pemerintah", "Government"),
    "academia": Text("Akademisi", "Academia"),
    "business": Text("Dunia usaha", "Business"),
    "community": Text("Masyarakat", "Community"),
    "media": Text("Media", "Media"),
}


@dataclass(frozen=True, slots=True)
class Budget:
    """What was set aside, in whole rupiah, for one year or, without a year, for the whole programme."""

    amount: int
    cite: str
    read_in: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """How many recipients there are to be, in one year or, without a year, in the whole programme."""

    recipients: int
    cite: str
    read_in: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A programme's entry in the catalogue.

    `needs`, `aid`, `pillar` and `level` are codes of the vocabularies above; `agencies` ids of agencies.yaml, the
    owner first; `areas` dotted codes, () being the whole country; `legal_basis` ids of law/, `legal_pending` the
    names of instruments nobody could read yet.
    """

    pillar: str
    needs: tuple[str, ...]
    aid: str
    level: str
    agencies: tuple[str, ...]
    apply: Text
    contact: Text
    areas: tuple[str, ...] = ()
    budget: tuple[Budget, ...] = ()
    quota: tuple[Quota, ...] = ()
    legal_basis: tuple[str, ...] = ()
    legal_pending: tuple[str, ...] = ()

    @property
    def owner(self) -> str:
        """The agency the programme belongs to."""
        return self.agencies[0]


@dataclass(frozen=True, slots=True)
class Agency:
    """Somebody who runs programmes, by the id that listings, accounts and reports keep."""

    id: str
    title: Text
    kind: str
    partner: str
