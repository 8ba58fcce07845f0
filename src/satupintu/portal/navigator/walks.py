"""Who is walking through the questions, and what they answered: kept in a signed cookie on their own device.

Nothing of it is stored here. A walk's answers can only be read by the walk they were given in: an owner's not by the
next person at the same machine, a helper's not for another business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from satupintu.engine.facts import DATE, FactTypeError, fact_type, known_value
from satupintu.engine.questions import Question
from satupintu.gateways.catalogue import Catalogue, load_catalogue
from satupintu.pipeline.screening.known import STRANGER, Known

LASTS = timedelta(hours=2)
PATH = "/dapat-apa/"


@dataclass
class Walk:
    """One way through the questions: `known` of the person, `answers` so far by fact, None for "I don't know".

    `key` says whose it is; `ask_url`, `result_url` and `start_url` where it goes.
    """

    kind: str
    key: str
    start: str
    ask: str
    result: str
    arguments: tuple[int, ...] = ()
    known: Known = STRANGER
    answers: dict[str, Any] = field(default_factory=dict)
    catalogue: Catalogue = field(default_factory=load_catalogue)  # looked at once a page

    @property
    def start_url(self) -> str:
        return reverse(self.start, args=self.arguments)

    @property
    def ask_url(self) -> str:
        return reverse(self.ask, args=self.arguments)

    @property
    def result_url(self) -> str:
        return reverse(self.result, args=self.arguments)

    @property
    def cookie(self) -> str:
        return f"dapat_apa_{self.kind}"

    @property
    def salt(self) -> str:
        return f"satupintu.navigator.{self.kind}.{self.key}"

    def read(self, request: HttpRequest) -> "Walk":
        """Takes up the answers that the device brings back; what was changed, is too old or another's is left."""
        try:
            found = signing.loads(request.COOKIES.get(self.cookie, ""), salt=self.salt, max_age=LASTS)
        except signing.BadSignature:
            found = []
        self.answers = dict(_sound(found, self.catalogue.questions))
        return self

    def keep(self, response: HttpResponse) -> HttpResponse:
        """Sends the answers with a response."""
        plain = [
            [fact, value.isoformat() if isinstance(value, date) else value]
            for fact, value in self.answers.items()
        ]
        response.set_cookie(
            self.cookie,
            signing.dumps(plain, salt=self.salt, compress=True),
            max_age=LASTS,
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    def forget(self, response: HttpResponse) -> HttpResponse:
        """Clears the answers from the device."""
        response.delete_cookie(self.cookie, path=PATH, samesite="Lax")
        return response


def _sound(found: Any, questions: Mapping[str, Question]) -> Iterator[tuple[str, Any]]:
    """The answers that today's questions still ask for, in today's types."""
    for fact, value in found:
        if fact not in questions:
            continue
        try:
            if value is not None and fact_type(fact) == DATE:
                value = date.fromisoformat(value)
            yield fact, known_value(fact, value)
        except (FactTypeError, ValueError):
            continue
