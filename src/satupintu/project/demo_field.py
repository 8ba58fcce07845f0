"""The demo's field: made-up submissions of one sub-district on their way up, through the services that people use."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any
from unittest import mock

from .demo_people import HOME, OWNER_NIK, RT, RW

FORM = "sidt_pendek"
SOURCE = "perkiraan desa, contoh"
_SECTORS = {
    "warung": "food", "catering": "food", "kripik": "food", "PKL": "food", "toko": "trade", "sayur": "trade",
    "kios": "trade", "jual": "trade", "penggemukan": "farming", "budidaya": "farming", "keramba": "farming",
    "penjahit": "craft", "konveksi": "craft", "kriya": "craft", "tenun": "craft", "sasirangan": "craft",
    "salon": "service", "servis": "service", "ojek": "transport", "becak": "transport",
}  # fmt: skip
_NEEDS = (
    "capital",
    "equipment",
    "marketing",
    "raw_material",
    "skills",
    "legality",
    "certification",
    "digital",
)
_NEEDED = (9, 6, 6, 4, 3, 3, 2, 2)
# Where submissions wait: sent so many days ago, and the days ago on which each tier confirmed (RW, hamlet, …).
_WAITING = (
    (2, ()),
    (26, ()),  # an RW that sleeps
    (14, (13,)),
    (9, (8, 7)),
    (38, (36, 34, 31)),  # a sub-district that has let one lie
    (20, (18, 15, 12, 6)),
)
_ADMITTED = (70, (66, 63, 60, 55, 50))
_RETURNED = (
    "Alamat salah atau kurang jelas. Tulis nomor rumah atau patokannya.",
    "Isian kurang lengkap. Tanyakan penjualan sebulan, lalu kalikan 12.",
    "NIK tidak cocok dengan KTP.",
    "Usaha ini sudah didata; ini pengulangan.",
)


@dataclass
class Field:
    """The people of the demo at their work; `people` as `demo_people.make_people` gives them."""

    people: Mapping[str, Any]
    dice: Random = field(default_factory=lambda: Random(8))  # noqa: S311 - made-up persons, no secret
    serial: Iterator[int] = field(default_factory=lambda: count(1))
    wishes: Random = field(default_factory=lambda: Random(5))  # noqa: S311 - apart, so that the others stay as they were

    def __post_init__(self) -> None:
        from satupintu.batch.synthesize.people import Population
        from satupintu.batch.synthesize.villages import VILLAGES
        from satupintu.pipeline.collection.forms import load_forms

        self.version = load_forms()[FORM].version
        village = next(one for one in VILLAGES if one.code == HOME)
        self.population = Population(self.dice, village, year=2021)
        self.heads = [user for code, user in sorted(self.people.items()) if _is_rt(code)]

    def answers(self, **given: Any) -> dict[str, Any]:
        """A made-up owner's answers; `given` comes first, and what is given as None is left out."""
        one = self.population.person()
        found = {
            "name": one.name.title(),
            "nik": one.nik,
            "phone": one.phone,
            "address": one.address.rpartition(" RT ")[0] + f" No. {self.dice.randrange(1, 90)}",
            "business_name": f"{one.trade[0].upper()}{one.trade[1:]} {one.name.split()[0].title()}",
            "sector": _SECTORS.get(one.trade.split()[0], "other"),
            "is_open": "yes",
            "annual_turnover": self.dice.randrange(8, 240) * 1_000_000,
            "employees": self.dice.choice((1, 1, 1, 2, 2, 3, 5)),
            "needs": self._needs(),
            "business_letter": one.letter if self.dice.random() < 0.4 else None,
        } | given
        return {name: value for name, value in found.items() if value is not None}

    def _needs(self) -> list[str] | None:
        wished = self.wishes.choices(_NEEDS, _NEEDED, k=self.wishes.choice((0, 1, 2, 2)))
        return list(dict.fromkeys(wished)) or None

    def send(self, by: Any, days: float, *, about: str = "", **given: Any) -> Any:
        """One form, sent so many days ago."""
        import json

        from django.utils import timezone

        from satupintu.pipeline.collection.services import receive

        answers = self.answers(**given)
        with days_ago(days):
            return receive(
                by=by, form=FORM, version=self.version, channel="web",
                instance_id=f"demo:{next(self.serial)}", answers=answers,
                raw=json.dumps(answers, ensure_ascii=False).encode(), raw_name="submission.json",
                taken_at=timezone.now() - timedelta(minutes=20), about=about,
            ).submission  # fmt: skip

    def raise_up(self, submissions: Iterable[Any], sent: float, days: Iterable[float]) -> None:
        """The tiers confirm these one after another, each on its day; a place where nobody has an account waits."""
        from satupintu.pipeline.verification.selectors.queues import queue
        from satupintu.pipeline.verification.services import confirm, take_in

        wanted = [one.pk for one in submissions]
        with days_ago(sent):
            take_in()
        for tier, day in zip(self._tiers(), days, strict=False):
            with days_ago(day):
                for user in tier:
                    rows = queue(user).filter(submission__in=wanted).select_related("submission__area")
                    if waiting := [one.submission for one in rows]:
                        confirm(waiting, by=user)

    def admit(self, submissions: list[Any], sent: float, days: tuple[float, ...]) -> None:
        """The same up to the registry, where they are admitted on the last day."""
        from satupintu.pipeline.registry.services import admit_waiting

        self.raise_up(submissions, sent, days)
        with days_ago(days[-1]):
            admit_waiting()

    def _tiers(self) -> Iterator[list[Any]]:
        from satupintu.foundation.accounts.models import Role

        ladder = (Role.RW_HEAD, Role.HAMLET_HEAD, Role.VILLAGE_OFFICER, Role.SUBDISTRICT_OFFICER)
        for role in (*ladder, Role.DISTRICT_OFFICER):
            yield list({one.pk: one for one in self.people.values() if one.role == role}.values())


def fill_field(people: Mapping[str, Any]) -> None:
    """About sixty submissions: in the registry, at every tier, returned; then expectations, letters, an objection."""
    the_field = Field(people)
    _expect(people)
    _fill_registry(the_field)
    _bring_news(the_field)
    _leave_queues(the_field)
    _write_letters(people)
    _object(people)


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """Everything in here happens so many days ago: what writes the time of day asks `timezone.now`."""
    from django.utils import timezone

    then = timezone.now() - timedelta(days=days)
    with mock.patch("django.utils.timezone.now", lambda: then):
        yield


def _is_rt(code: str) -> bool:
    return ".T" in code


def _fill_registry(the_field: Field) -> None:
    """The first round of collecting: most are plain; some share a NIK, a household or an owner."""
    sent, days = _ADMITTED
    rt, other = the_field.people[RT], the_field.people[f"{RW}.T002"]
    shared, kk = the_field.population.person(), "3507112103120045"
    made = [the_field.send(head, sent) for head in the_field.heads[:18]]
    made += [
        the_field.send(rt, sent, name="Sumiati", nik=OWNER_NIK, business_name="Warung Kopi Bu Sumiati",
                       sector="food", annual_turnover=18_000_000, address="Dusun Krajan No. 12"),
        the_field.send(rt, sent, name="Sumiati", nik=OWNER_NIK, business_name="Jahit Sumiati",
                       sector="craft", annual_turnover=9_600_000, address="Dusun Krajan No. 12"),
        the_field.send(rt, sent, name="Ponidi Santoso", kk=kk, business_name="Bengkel Las Ponidi",
                       sector="craft", address="Dusun Krajan No. 30"),
        the_field.send(rt, sent, name="Tuminah", kk=kk, business_name="Warung Pecel Tuminah",
                       sector="food", address="Dusun Krajan No. 30"),
        the_field.send(rt, sent, name="Suparti Handayani", nik=shared.nik, sector="trade",
                       business_name="Toko Pracangan Suparti"),
        the_field.send(other, sent, name="Yulianto Wibowo", nik=shared.nik, sector="service",
                       business_name="Servis HP Yulianto"),
    ]  # fmt: skip
    the_field.admit(made, sent, days)


def _bring_news(the_field: Field) -> None:
    """What changed since: a turnover; a business that stopped, and opened again."""
    from satupintu.pipeline.registry.models import Record

    def again(name: str, sent: int, **news: Any) -> None:
        known = Record.objects.select_related("identity__business").filter(business_name=name).earliest("pk")
        facts = known.facts | news
        one = the_field.send(
            the_field.people[RT], sent, about=known.identity.business.number,
            **{"phone": None, "business_letter": None, "annual_turnover": None, "employees": None} | facts,
        )  # fmt: skip
        the_field.admit([one], sent, (sent - 1, sent - 2, sent - 3, sent - 4, sent - 5))

    again("Warung Kopi Bu Sumiati", 24, annual_turnover=31_200_000, employees=2)
    again("Bengkel Las Ponidi", 44, is_open="no", annual_turnover=None, employees=None)
    again("Bengkel Las Ponidi", 16, is_open="yes", annual_turnover=42_000_000, employees=3)


def _leave_queues(the_field: Field) -> None:
    """What still waits: at every tier, and with those who collected it."""
    from satupintu.pipeline.registry.models import Business
    from satupintu.pipeline.registry.own.services import correct
    from satupintu.pipeline.verification.services import take_in

    for number, (sent, days) in enumerate(_WAITING):
        heads = the_field.heads[number::4]
        made = [the_field.send(head, sent) for head in heads]
        if number % 2 == 0:  # something for the tiers to look at
            made.append(the_field.send(the_field.people[RT], sent, nik=None))
        the_field.raise_up(made, sent, days)
    _return_some(the_field)
    owner = the_field.people["pelaku"]
    business = Business.objects.get(name="Jahit Sumiati")
    with days_ago(4):
        correct(by=owner, business=business, instance_id="demo:pelaku", facts={
            "name": "Sumiati", "business_name": "Jahit Sumiati", "sector": "craft", "is_open": "yes",
            "address": "Dusun Krajan No. 12", "annual_turnover": 14_400_000, "employees": 1,
        })  # fmt: skip
        take_in()


def _return_some(the_field: Field) -> None:
    from satupintu.pipeline.verification.selectors.queues import queue
    from satupintu.pipeline.verification.services import return_

    for sent, reason in enumerate(_RETURNED, start=5):
        one = the_field.send(the_field.people[RT], sent)
        the_field.raise_up([one], sent, ())
        with days_ago(sent - 1):
            waiting = queue(the_field.people["rw"]).get(submission=one)
            return_(waiting.submission, by=the_field.people["rw"], reason=reason)


def _expect(people: Mapping[str, Any]) -> None:
    from django.utils import timezone

    from satupintu.pipeline.registry.coverage.expectations import expect

    with days_ago(80):
        for number, code in enumerate(sorted(filter(_is_rt, people))):
            rt, officer = people[code].area, people[code.partition(".D")[0].partition(".W")[0]]
            expect(by=officer, area=rt, count=24 if code == RT else 2 + number * 3 % 5, source=SOURCE,
                   counted_on=timezone.localdate())  # fmt: skip


def _write_letters(people: Mapping[str, Any]) -> None:
    """One letter that holds, and one that still wants its signature."""
    from django.conf import settings
    from django.urls import reverse

    from satupintu.pipeline.registry.letters.services import set_office, sign_letter

    officer = people["desa"]
    with days_ago(12):
        set_office(by=officer, village=officer.area, address="Jalan Peragaan No. 8, Arjowilangun",
                   number_pattern="503/{nomor}/{kode}/{bulan}/{tahun}", signatory="Sutrisno",
                   signatory_position="Kepala Desa Arjowilangun")  # fmt: skip
        signed = _draft(officer, "Warung Kopi Bu Sumiati", "pengajuan kredit usaha rakyat")
        site = settings.PUBLIC_URL or "http://127.0.0.1:8000"
        sign_letter(by=officer, letter=signed, signatory="Sutrisno", position="Kepala Desa Arjowilangun",
                    address=site + reverse("letters:proof", args=[signed.token]))  # fmt: skip
    with days_ago(1):
        _draft(officer, "Bengkel Las Ponidi", "pembukaan rekening usaha")


def _draft(officer: Any, business_name: str, purpose: str) -> Any:
    from django.utils import timezone

    from satupintu.pipeline.registry.letters.numbers import suggested_number
    from satupintu.pipeline.registry.letters.selectors import known_facts, office_of
    from satupintu.pipeline.registry.letters.services import draft_letter
    from satupintu.pipeline.registry.models import Business

    business, today = Business.objects.current().get(name=business_name), timezone.localdate()
    number = suggested_number(officer.area, office_of(officer.area).number_pattern, today)
    given = known_facts(business) | {"number": number, "on": today, "purpose": purpose}
    return draft_letter(by=officer, business=business, given=given)


def _object(people: Mapping[str, Any]) -> None:
    from satupintu.pipeline.registry.models import Business
    from satupintu.pipeline.registry.own.services import object_to

    text = "Penjualan warung saya ditulis terlalu tinggi: itu ramai saat panen saja. Mohon ditanyakan sekali lagi."
    with days_ago(3):
        business = Business.objects.current().get(name="Warung Kopi Bu Sumiati")
        object_to(by=people["pelaku"], business=business, text=text)
