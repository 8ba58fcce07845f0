"""The people of a made-up village: who they are, before anybody writes them into a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from satupintu.batch.synthesize.names import registry_name
from satupintu.batch.synthesize.villages import Village

_TRADES = (
    "warung kopi;warung pecel dan sayur;penggemukan sapi;penggemukan kambing;sayur keliling;toko pracangan;"
    "jual online;salon dan pangkas;servis HP;warung makan;penjahit;konveksi;kripik singkong;budidaya lele;"
    "catering;PKL bakso;kriya bambu;ojek;becak;sasirangan;kios pulsa;tenun;penjual pinang;keramba ikan"
)
TRADES = _TRADES.split(";")
HAMLETS = ("Krajan", "Duren", "Barisan", "Panggang Lele", "Sumbersari", "Kampung Baru")


@dataclass
class Person:
    """One made-up person as the civil registry holds them; `lists` are the registers their NIK stands in."""

    nik: str
    name: str
    sex: str
    born: date
    village: str
    kk: str
    address: str
    rt: int
    rw: int
    trade: str
    phone: str
    letter: str
    status: str = "alive"
    citizenship: str = "WNI"
    received_2020: bool = False
    lists: set[str] = field(default_factory=set)


class Population:
    """Makes people of one village and sees to it that no two have the same NIK."""

    def __init__(self, dice: Random, village: Village, year: int) -> None:
        self._dice, self._village, self._year = dice, village, year
        self._niks: set[str] = set()
        self._districts = [village.district_digits] * 12 + ["350711", "327301", "910101", "737105"]

    def person(self) -> Person:
        """Somebody new, resident in the village; one in four was first registered elsewhere."""
        dice = self._dice
        sex = dice.choice("LPP")
        born = date(self._year - 65, 1, 1) + timedelta(days=dice.randrange(45 * 365))
        rt, rw = dice.randrange(1, 13), dice.randrange(1, 5)
        place = f"{dice.choice(('Dsn', 'Dusun', 'Jl. Raya', 'Lingk.'))} {dice.choice(HAMLETS)} RT {rt:02d}"
        district = self._village.district_digits
        return Person(
            nik=self.nik(born, sex),
            name=registry_name(dice, sex),
            sex=sex,
            born=born,
            village=self._village.code,
            kk=f"{district}{dice.randrange(1, 29):02d}{dice.randrange(1, 13):02d}"
            f"{dice.randrange(5, 20):02d}{dice.randrange(1, 9999):04d}",
            address=place,
            rt=rt,
            rw=rw,
            trade=dice.choice(TRADES),
            phone=f"08{dice.choice(('12', '13', '21', '52', '57', '85'))}{dice.randrange(10**6, 10**8 - 1)}",
            letter=self._letter(),
            received_2020=dice.random() < 0.35,
        )

    def nik(self, born: date, sex: str, last: str = "") -> str:
        """A NIK nobody has yet, of `born` and `sex`, ending in `last`; never in 0 unless asked for."""
        day = born.day + (40 if sex == "P" else 0)
        head = f"{self._dice.choice(self._districts)}{day:02d}{born:%m%y}"
        while True:
            serial = f"{self._dice.randrange(1, 1000):03d}{last or self._dice.randrange(1, 10)}"
            if head + serial not in self._niks:
                # Its whole block of ten is taken: a NIK that loses its last digit must not become another's.
                self._niks.update(f"{head}{serial[:3]}{digit}" for digit in range(10))
                return head + serial

    def _letter(self) -> str:
        dice = self._dice
        if dice.random() < 0.15:
            return f"{dice.randrange(10**12, 10**13)}"
        number = dice.randrange(1, 999)
        shape = dice.choice(
            ("470/{n}/{code}/{y}", "470/{n}/{code}/{y}", "SKU No. 503/{n}/{y}", "{n}/SKU/{y}")
        )
        return shape.format(n=number, code=self._village.code, y=self._year)
