"""What a service answers when it cannot do what was asked."""

from collections.abc import Sequence
from typing import Any


class Refused(Exception):
    """The text is a sentence in Indonesian for the person who asked: what is wrong and what to do.

    `problems` are the places that have to be mended, where there are several at once: sentences, or, of a report by
    the API, its rows (`place`, `says`).
    """

    def __init__(self, text: str, problems: Sequence[Any] = ()) -> None:
        super().__init__(text)
        self.problems = problems
