"""Whether two records may be one person's: how far each field agrees, and what that is worth. Nothing is merged.

    ROUND, Field                              the fields of a round's rows; of any other data, a list of one's own
    comparable(fields, row) -> dict           what is compared of a row, in one spelling
    compare(field, a, b) -> level | None      same, one_edit, near, serial, similar, part, differs; None: unknown
    Chances, TYPICAL                          how often strangers agree by chance, measured in the data at hand
    score(fields, levels, chances, ...)       bits for "one person" over the likeliest other explanation
    explain_pair(a, b) -> PairExplanation     the same in Indonesian and English words

`levels`, `weights` and `wording` hold the parts; each has the same meaning as SQL beside it for
`satupintu.batch.duplicates`. A score queues a judgement by a person; it merges and rejects nothing.
"""

from satupintu.engine.duplicates.levels import ROUND, Field, comparable, compare
from satupintu.engine.duplicates.weights import TYPICAL, Chances, Score, score
from satupintu.engine.duplicates.wording import Line, PairExplanation, explain_pair

__all__ = [
    "ROUND",
    "TYPICAL",
    "Chances",
    "Field",
    "Line",
    "PairExplanation",
    "Score",
    "comparable",
    "compare",
    "explain_pair",
    "score",
]
