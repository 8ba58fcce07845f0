"""One meaning for the questions' conditions, on the server and on the phone."""

import json
import subprocess
from datetime import date
from pathlib import Path

import pytest

from satupintu.pipeline.collection import expressions
from satupintu.pipeline.collection.forms import load_forms

TABLE = json.loads((Path(__file__).parent / "expressions.json").read_text(encoding="utf-8"))
SCRIPT = (
    Path(__file__).parents[4] / "src/satupintu/pipeline/collection/static/collection/evaluate.js"
).read_text(encoding="utf-8")
RUN = """
const {day, cases} = JSON.parse(require("fs").readFileSync(0, "utf8"));
const {evaluate, truth} = globalThis.pendataan;
console.log(JSON.stringify(cases.map(([tree, answers, itself]) =>
  truth(evaluate(tree, (name) => answers[name] || "", itself, day)))));
"""


@pytest.mark.parametrize(("text", "answers", "itself", "expected"), TABLE["cases"])
def test_the_server_decides(text, answers, itself, expected):
    today = date.fromisoformat(TABLE["today"])
    assert expressions.holds(text, lambda name: answers.get(name, ""), itself, today) is expected


def test_the_phone_decides_the_same():
    cases = [
        [expressions.parse(text), answers, itself] for text, answers, itself, _expected in TABLE["cases"]
    ]
    answer = subprocess.run(
        ["node", "-e", SCRIPT + RUN],
        input=json.dumps({"day": TABLE["today"], "cases": cases}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(answer.stdout) == [expected for *_case, expected in TABLE["cases"]]


@pytest.mark.parametrize("text", TABLE["refused"])
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(expressions.ExpressionError):
        expressions.parse(text)


def test_every_form_keeps_to_what_is_understood():
    for form in load_forms().values():
        for question in form.questions:
            for text in filter(None, (question.relevant, question.constraint)):
                expressions.parse(text)
