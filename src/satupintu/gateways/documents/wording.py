"""Numbers, rupiah and dates as Indonesian offices write them."""

from datetime import date

from satupintu.engine.months import NAMES


def number(value: int) -> str:
    """`12.800` for 12800."""
    return f"{value:,}".replace(",", ".")


def rupiah(amount: int) -> str:
    """`Rp1.200.000` for 1200000 whole rupiah."""
    return f"Rp{number(amount)}" if amount >= 0 else f"-Rp{number(-amount)}"


def date_words(day: date) -> str:
    """`5 Juli 2021`."""
    return f"{day.day} {NAMES[day.month - 1]} {day.year}"


def rupiah_words(amount: int) -> str:
    """`lima ratus tujuh puluh juta rupiah`."""
    from lokal import terbilang  # 0.3 s on first use: only where a letter needs it

    return f"{terbilang(amount)} rupiah"


def number_words(value: int) -> str:
    """`empat ratus tujuh puluh lima`."""
    from lokal import terbilang

    return str(terbilang(value))


def mask_nik(nik: str) -> str:
    """Enough to recognise one's own number, too little to use another's: `350711••••••••01`."""
    return nik[:6] + "•" * (len(nik) - 8) + nik[-2:] if len(nik) > 10 else "•" * len(nik)
