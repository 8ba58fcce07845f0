"""Whose money came back got nothing: a later round names them again, and only them."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import transaction

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.payments.ledger import instructions_in
from satupintu.pipeline.payments.services import make_instructions, record_answer
from satupintu.pipeline.proposals.models import CameBack
from satupintu.pipeline.proposals.selectors import people_named_before
from satupintu.pipeline.proposals.services import sign_off

from ..case import PEOPLE, screened_round, statement


@pytest.fixture
def answered(bank):
    """`answered(batch, {nik: "dibayar"})`: the bank says so of the people it names."""

    def send(batch, words):
        references = {one.nik: one.reference for one in instructions_in(str(batch.instructions_file))}
        rows = "".join(f"{references[nik]};{word}\n" for nik, word in words.items())
        return record_answer(
            batch=batch, by=bank, file=ContentFile(f"referensi;status\n{rows}".encode(), "a.csv")
        )

    return send


SITI, BUDI, WATI = (PEOPLE[n][0] for n in (0, 1, 3))


def sign(district, niks, title):
    people = [person for person in PEOPLE if person[0] in niks]
    return sign_off(
        round=screened_round(district, people=people, title=title), by=district, statement=statement()
    )


def test_who_got_nothing_is_proposed_decreed_and_paid_again(batch, answered, district, issue):
    answered(batch, {SITI: "dikembalikan", BUDI: "dibayar"})
    answered(batch, {BUDI: "retur"})
    second = sign(district, (SITI, BUDI), "Susulan")
    again = make_instructions(decree=issue(second, number="188.4/2/2021"), by=district)
    assert {one.nik for one in instructions_in(str(again.instructions_file))} == {SITI, BUDI}
    with pytest.raises(Refused, match=r"Susulan: 1 orang"):  # who waits in the second round
        sign(district, (SITI,), "Ketiga")
    answered(again, {SITI: "dibayar", BUDI: "dikembalikan"})
    with pytest.raises(Refused, match=r"Susulan: 1 orang"):  # who was paid in it
        sign(district, (SITI,), "Keempat")
    assert sign(district, (BUDI,), "Kelima").recipients == 1  # whose money came back twice


@pytest.mark.parametrize("word", ["dibayar", "gagal", "diblokir", "diproses"])
def test_who_is_paid_or_may_yet_be_is_not_proposed_again(batch, answered, district, word):
    answered(batch, {SITI: word, WATI: "dikembalikan"})
    again = screened_round(district, people=[PEOPLE[0], PEOPLE[3]], title="Susulan")
    with pytest.raises(Refused, match="Putaran 1: 1 orang.*keluarkan yang menunggu"):
        sign_off(round=again, by=district, statement=statement())
    assert [one["name"] for one in people_named_before(again.current, batch.decree.proposal)] == [
        "SITI AMINAH"
    ]


def test_a_refused_answer_frees_nobody(batch, answered, monkeypatch):
    from satupintu.pipeline.payments.services import answers

    monkeypatch.setattr(answers, "record", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        answered(batch, {SITI: "dikembalikan"})
    assert not CameBack.objects.exists()


def test_money_that_came_back_before_this_was_kept_is_found(batch, answered):
    answered(batch, {SITI: "dikembalikan", BUDI: "diblokir", WATI: "gagal"})
    answered(batch, {BUDI: "dibayar", WATI: "retur"})
    kept = set(CameBack.objects.values_list("decree", "number"))
    CameBack.objects.all().delete()
    import_module("satupintu.pipeline.payments.migrations.0003_came_back").fill(apps, None)
    assert set(CameBack.objects.values_list("decree", "number")) == kept
    assert len(kept) == 2
