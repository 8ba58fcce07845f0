"""A trade told to the registry answers the rules only in the codes that forms and questions share."""

from datetime import date

import pytest
import yaml

from satupintu.gateways.programmes import programmes_folder
from satupintu.pipeline.registry.asked import SECTORS, asked_facts

DAY = date(2021, 6, 1)


@pytest.mark.parametrize(("told", "known"), [("food", "food"), ("warung", None), ("", None), ("Food", None)])
def test_a_trade_in_own_words_stays_unknown(told, known):
    assert asked_facts({"sector": told}, DAY)["asked.sector"] == known


def test_the_codes_are_those_of_the_question():
    questions = yaml.safe_load((programmes_folder() / "questions.yaml").read_text("utf-8"))["questions"]
    assert {choice["value"] for choice in questions["asked.sector"]["choices"]} == SECTORS
