"""A few real villages, so that a case can be made without the list of all areas."""

from __future__ import annotations

from typing import NamedTuple


class Village(NamedTuple):
    """A village by its dotted Kemendagri code and the names down to it."""

    code: str
    name: str
    district: str
    regency: str
    province: str

    @property
    def district_digits(self) -> str:
        """The six digits that begin the NIKs first given here."""
        return self.code[:8].replace(".", "")

    @property
    def is_told_by_name(self) -> bool:
        """Whether the name alone says which village it is, so that a list may do without the rest."""
        return self.code == "35.07.11.2008"

    @property
    def is_papuan(self) -> bool:
        """Whether NIKs from here lie above 2^53, where a spreadsheet's number loses digits."""
        return self.code >= "91"

    @property
    def kind(self) -> str:
        """What a village is called there."""
        if self.code[9] == "1":
            return "Kelurahan"
        return {"11": "Gampong", "13": "Nagari"}.get(self.code[:2], "Kampung" if self.is_papuan else "Desa")

    @property
    def district_kind(self) -> str:
        """What a district is called there."""
        return "Distrik" if self.is_papuan else "Kecamatan"


VILLAGES = (
    Village("35.07.11.2008", "Arjowilangun", "Kalipare", "Kabupaten Malang", "Jawa Timur"),
    Village("11.06.10.2016", "Ateuk Anggok", "Ingin Jaya", "Kabupaten Aceh Besar", "Aceh"),
    Village("12.12.19.2009", "Sigumpar Barat", "Sigumpar", "Kabupaten Toba", "Sumatera Utara"),
    Village(
        "13.05.04.2002", "Sicincin", "2 x 11 Anam Lingkuang", "Kabupaten Padang Pariaman", "Sumatera Barat"
    ),
    Village("16.04.10.2036", "Pagar Sari", "Lahat", "Kabupaten Lahat", "Sumatera Selatan"),
    Village("32.07.18.2005", "Kawasen", "Banjarsari", "Kabupaten Ciamis", "Jawa Barat"),
    Village("33.03.02.2007", "Karangnangka", "Bukateja", "Kabupaten Purbalingga", "Jawa Tengah"),
    Village("34.04.12.2002", "Minomartani", "Ngaglik", "Kabupaten Sleman", "Daerah Istimewa Yogyakarta"),
    Village("51.01.01.1014", "Loloan Barat", "Negara", "Kabupaten Jembrana", "Bali"),
    Village("53.15.11.2002", "Manong", "Pacar", "Kabupaten Manggarai Barat", "Nusa Tenggara Timur"),
    Village("63.03.01.2009", "Pemurus", "Aluh Aluh", "Kabupaten Banjar", "Kalimantan Selatan"),
    Village("73.02.08.2004", "Arinhua", "Kindang", "Kabupaten Bulukumba", "Sulawesi Selatan"),
    Village("81.04.01.2010", "Jamilu", "Namlea", "Kabupaten Buru", "Maluku"),
    Village("91.11.09.2006", "Wambes", "Mannem", "Kabupaten Keerom", "Papua"),
    Village("94.04.03.2002", "Kaugapa", "Mimika Timur", "Kabupaten Mimika", "Papua Tengah"),
)
BY_CODE = {village.code: village for village in VILLAGES}
