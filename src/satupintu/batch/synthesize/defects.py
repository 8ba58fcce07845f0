"""What goes wrong in a list, one function a defect: each makes the rows and so knows what is true of them.

The number beside a defect is how often it occurs in 600 rows; every one occurs at least once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from satupintu.batch.synthesize.entries import Entry
from satupintu.batch.synthesize.names import (
    are_unlike,
    forgivable,
    left_out,
    one_error,
    shortened,
    two_errors,
)
from satupintu.batch.synthesize.people import Person, Population
from satupintu.batch.synthesize.villages import Village

EXACT_UP_TO = 2**53  # the last whole number up to which a spreadsheet's number holds every one
Maker = Callable[["Workshop"], list[Entry]]


class Workshop:
    """What a defect is made with: the dice, new people, and the register of those who are in no list."""

    def __init__(self, dice: Random, village: Village, population: Population) -> None:
        self.dice, self.village, self._population = dice, village, population
        self.people: list[Person] = []
        self.registered: list[Person] = []

    def person(self, *lists: str) -> Person:
        """Somebody new in the civil registry, whose NIK also stands in `lists`."""
        return self._kept(self._population.person(), lists, registered=True)

    def stranger(self, *lists: str) -> Person:
        """Somebody new whom the civil registry does not hold."""
        return self._kept(self._population.person(), lists, registered=False)

    def another(self, person: Person, *lists: str) -> Person:
        """Somebody registered whose name nobody could take for this person's."""
        other = self._population.person()
        while not are_unlike(other.name, person.name):
            other = self._population.person()
        return self._kept(other, lists, registered=True)

    def _kept(self, person: Person, lists: Iterable[str], *, registered: bool) -> Person:
        person.lists.update(lists)
        self.people.append(person)
        if registered:
            self.registered.append(person)
        return person

    def number_ending_in_0(self, person: Person) -> None:
        """Give the person a NIK that ends in 0 by right."""
        person.nik = self._population.nik(person.born, person.sex, "0")

    def entry(self, person: Person | None = None, kind: str = "sound") -> Entry:
        """A row in order, the name written in some forgivable way."""
        person = person or self.person()
        name = forgivable(self.dice, person.name, person.sex)
        return Entry(person, person.nik, name, kind, listed=frozenset(person.lists))


def sound(shop: Workshop) -> list[Entry]:
    return [shop.entry()]


def _unsound(shop: Workshop, written: str, identity: str, kind: str, *lists: str) -> list[Entry]:
    entry = shop.entry(shop.person(*lists), kind)
    return [entry.copy(nik=written.format(nik=entry.nik), identity=identity)]


def nik_missing(shop: Workshop) -> list[Entry]:
    return _unsound(shop, shop.dice.choice(("", "", "-", "belum ada", "tidak ada")), "nik_missing", "missing")


def nik_malformed(shop: Workshop) -> list[Entry]:
    entry = shop.entry(shop.person(*shop.dice.choice(((), ("kur_borrowers",)))), "malformed")
    nik = entry.nik
    place = shop.dice.randrange(2, 14)
    written = shop.dice.choice(
        (
            nik[:-1],
            nik[:place] + nik[place + 1 :],
            nik + nik[-1],
            nik[:place] + "O" + nik[place + 1 :],
            nik[:-2] + "l" + nik[-1],
            nik[:12] + "xxxx",
        )
    )
    return [entry.copy(nik=written, identity="nik_malformed")]


def nik_placeholder(shop: Workshop) -> list[Entry]:
    written = shop.dice.choice(("0" * 16, "1234567890123456", "1" * 16, "9" * 16))
    return _unsound(shop, written, "nik_anomalous", "placeholder")


def nik_impossible(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="impossible")
    nik = entry.nik
    written = shop.dice.choice(
        (
            nik[:8] + "13" + nik[10:],
            nik[:8] + "00" + nik[10:],
            nik[:6] + "00" + nik[8:],
            nik[:6] + "72" + nik[8:],
            nik[:6] + "3102" + nik[10:],
            nik[:6] + "290281" + nik[12:],
            nik[:6] + "7104" + nik[10:],
            shop.dice.choice(("00", "10", "20", "41", "99")) + nik[2:],
        )
    )
    return [entry.copy(nik=written, identity="nik_anomalous")]


def scientific_text(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="scientific")
    head = f"{int(entry.nik) / 1e15:.5f}"
    point = shop.dice.choice((".", ","))
    written = head.replace(".", point) + shop.dice.choice(("E+15", "E+15", "e15"))
    return [entry.copy(nik=written, identity="nik_precision_lost")]


def number_lost(shop: Workshop) -> list[Entry]:
    """Typed into a number cell: Excel keeps fifteen digits and shows a 0 for the sixteenth."""
    entry = shop.entry(shop.person(*shop.dice.choice(((), ("state_employees",)))), "number_lost")
    return [entry.copy(nik=entry.nik[:15] + "0", is_number=True, identity="nik_precision_lost")]


def number_lost_hits_another(shop: Workshop) -> list[Entry]:
    """The NIK with its last digit lost is somebody else's, who also borrows: that says nothing about the row."""
    entry = shop.entry(kind="number_lost_hits_another")
    other = shop.another(entry.person, "kur_borrowers")
    other.born, other.sex, other.nik = entry.person.born, entry.person.sex, entry.nik[:15] + "0"
    return [entry.copy(nik=other.nik, is_number=True, identity="nik_precision_lost")]


def number_cleared(shop: Workshop) -> list[Entry]:
    """A number whose NIK ends in 0 by right: the civil registry holds it under the same name."""
    person = shop.person()
    shop.number_ending_in_0(person)
    return [shop.entry(person, "number_cleared").copy(is_number=True)]


def number_exact(shop: Workshop) -> list[Entry]:
    """A number cell of a program that keeps sixteen digits, as far as numbers are exact: not in Papua."""
    if shop.village.is_papuan:
        return []
    person = shop.person()
    while int(person.nik) > EXACT_UP_TO:
        person = shop.person()
    return [shop.entry(person, "number_exact").copy(is_number=True)]


def unmatched(shop: Workshop, *lists: str) -> list[Entry]:
    entry = shop.entry(shop.stranger(*lists), "unmatched")
    return [entry.copy(identity="nik_unmatched")]


def unmatched_and_listed(shop: Workshop) -> list[Entry]:
    """A NIK the registry lacks, but a register of employees or borrowers holds: both reasons, and refused."""
    return unmatched(shop, shop.dice.choice(("state_employees", "kur_borrowers")))


def others_nik(shop: Workshop, *lists: str) -> list[Entry]:
    entry = shop.entry(kind="others_nik")
    other = shop.another(entry.person, *lists)
    return [entry.copy(nik=other.nik, identity="name_mismatch", listed=frozenset())]


def others_nik_and_listed(shop: Workshop) -> list[Entry]:
    """Another's NIK by mistake, and that other borrows: nobody is condemned by someone else's typing error."""
    return others_nik(shop, "kur_borrowers", "bank_credit")


def others_nik_too_large(shop: Workshop) -> list[Entry]:
    """Two reasons at once: what the row itself says still counts."""
    [entry] = others_nik(shop)
    return [entry.copy(turnover="large", kind="others_nik_too_large")]


def name_two_errors(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="two_errors")
    name = two_errors(shop.dice, entry.person.name)
    return [entry.copy(name=name, identity="name_mismatch", listed=frozenset())]


def name_left_out(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="name_left_out")
    return [entry.copy(name=left_out(entry.person.name), identity="name_mismatch", listed=frozenset())]


def name_blank(shop: Workshop) -> list[Entry]:
    return [shop.entry(kind="name_blank").copy(name="", identity="name_mismatch", listed=frozenset())]


def name_one_error(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="one_error")
    return [entry.copy(name=one_error(shop.dice, entry.person.name))]


def name_shortened(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="shortened")
    return [entry.copy(name=shortened(shop.dice, entry.person.name))]


def twice(shop: Workshop) -> list[Entry]:
    """The same person twice, the second time written otherwise, wherever the rows come to stand."""
    first = shop.entry(kind="twice")
    return [first, first.copy(name=forgivable(shop.dice, first.person.name, first.person.sex))]


def twice_and_credit(shop: Workshop) -> list[Entry]:
    first = shop.entry(shop.person("bank_credit"), "twice")
    return [first, first.copy()]


def twice_unmatched(shop: Workshop) -> list[Entry]:
    [first] = unmatched(shop)
    return [first, first.copy()]


def twice_once_under_anothers_name(shop: Workshop) -> list[Entry]:
    """One NIK on two rows, one of them another person's by a typing error: neither is a duplicate."""
    first = shop.entry(kind="twice_mismatch")
    writer = shop.another(first.person)
    second = shop.entry(writer, "twice_mismatch").copy(
        nik=first.nik, identity="name_mismatch", listed=frozenset()
    )
    return [first, second]


def twice_once_unsound(shop: Workshop) -> list[Entry]:
    """The same person twice, once with a NIK that cannot be read: only the readable row is in the round."""
    first = shop.entry(kind="twice_unsound")
    return [first, first.copy(nik=first.nik[:-1], identity="nik_malformed", name=first.person.name)]


def listed(*lists: str) -> Maker:
    return lambda shop: [shop.entry(shop.person(*lists), "listed")]


def status(value: str) -> Maker:
    def make(shop: Workshop) -> list[Entry]:
        entry = shop.entry(kind=value)
        entry.person.status = value
        return [entry]

    return make


def foreigner(shop: Workshop) -> list[Entry]:
    entry = shop.entry(kind="foreigner")
    entry.person.citizenship = "WNA"
    return [entry]


def turnover(size: str, *lists: str) -> Maker:
    return lambda shop: [shop.entry(shop.person(*lists), f"turnover_{size}").copy(turnover=size)]


def without_letter(shop: Workshop) -> list[Entry]:
    return [shop.entry(kind="no_letter").copy(has_letter=False)]


def elsewhere(shop: Workshop) -> list[Entry]:
    """Registered in another village, with a letter for the business here."""
    entry = shop.entry(kind="elsewhere")
    entry.person.village = "32.73.01.1001" if shop.village.code != "32.73.01.1001" else "35.07.11.2008"
    return [entry.copy(is_elsewhere=True)]


def elsewhere_without_letter(shop: Workshop) -> list[Entry]:
    [entry] = elsewhere(shop)
    return [entry.copy(has_letter=False)]


def without_letter_and_borrowing(shop: Workshop) -> list[Entry]:
    return [shop.entry(shop.person("kur_borrowers"), "no_letter").copy(has_letter=False)]


def malformed_without_letter(shop: Workshop) -> list[Entry]:
    return [entry.copy(has_letter=False) for entry in nik_malformed(shop)]


DEFECTS: tuple[tuple[float, Maker], ...] = (
    (5, nik_missing),
    (13, nik_malformed),
    (4, nik_placeholder),
    (5, nik_impossible),
    (4, scientific_text),
    (7, number_lost),
    (1, number_lost_hits_another),
    (3, number_cleared),
    (4, number_exact),
    (9, unmatched),
    (2, unmatched_and_listed),
    (5, others_nik),
    (2, others_nik_and_listed),
    (1, others_nik_too_large),
    (4, name_two_errors),
    (2, name_left_out),
    (1, name_blank),
    (10, name_one_error),
    (14, name_shortened),
    (14, twice),
    (1, twice_and_credit),
    (1, twice_unmatched),
    (2, twice_once_under_anothers_name),
    (1, twice_once_unsound),
    (12, listed("kur_borrowers")),
    (12, listed("state_employees")),
    (8, listed("kur_borrowers", "state_employees")),
    (12, listed("bank_credit")),
    (5, listed("paid_2021")),
    (2, listed("larger_businesses")),
    (7, status("deceased")),
    (1, status("moved_abroad")),
    (1, foreigner),
    (5, turnover("between")),
    (5, turnover("large")),
    (1, turnover("large", "state_employees")),
    (8, turnover("unstated")),
    (9, without_letter),
    (6, elsewhere),
    (2, elsewhere_without_letter),
    (1, without_letter_and_borrowing),
    (1, malformed_without_letter),
)


def make_entries(shop: Workshop, rows: int) -> list[Entry]:
    """About `rows` rows: every defect in its share, the rest in order, all shuffled."""
    entries: list[Entry] = []
    for share, maker in DEFECTS:
        for _ in range(max(1, round(share * rows / 600))):
            entries += maker(shop)
    while len(entries) < rows:
        entries += sound(shop)
    shop.dice.shuffle(entries)
    return entries
