"""A number that nobody means is asked again: an age of five million, a business older than a century."""

import pytest

from satupintu.gateways.catalogue import load_catalogue
from satupintu.portal.navigator.forms import QuestionForm

QUESTIONS = load_catalogue().questions
NUMBERS = [one for one in QUESTIONS.values() if one.kind == "number"]


def test_every_number_of_the_catalogue_has_a_most():
    assert {one.fact for one in NUMBERS} >= {"asked.age", "asked.months_running"}
    assert all(one.most for one in NUMBERS)


@pytest.mark.parametrize("question", NUMBERS, ids=lambda one: one.fact)
def test_up_to_the_most_an_answer_is_taken_and_above_it_asked_again(question):
    for said in (0, 1, question.most):
        form = QuestionForm({"jawaban": str(said)}, question=question)
        assert form.is_valid() and form.value == said
    for said in (question.most + 1, 5_000_000, 10**14):
        form = QuestionForm({"jawaban": str(said)}, question=question)
        assert not form.is_valid() and form.value is None
        assert "terlalu besar" in form.errors["jawaban"][0]


def test_money_has_no_such_bound_of_its_own():
    form = QuestionForm({"jawaban": "5.000.000"}, question=QUESTIONS["row.annual_turnover"])
    assert form.is_valid() and form.value == 5_000_000
