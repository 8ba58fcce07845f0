"""The fence around an area, as a table: whoever stands outside does not get in by an address, whatever their role.

Each app has a `test_fence.py` with ROWS and a fixture `fenced` (what stands in the addresses, by name), and takes its
tests from here:

    ROWS = [Row("areas:village", ("village",)), …]
    test_leaving = fence.leaving(ROWS)
    test_inside = fence.inside(ROWS)

`tests/architecture/test_fence.py` fails on an address with something in it that no table has.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.urls import resolve, reverse

VILLAGE = "35.07.11.2008"
RT = f"{VILLAGE}.D01.W001.T001"

# Where each role's people are when make_user is not told otherwise: the object of every row lies in their area.
INSIDE = {
    "rt_head": RT,
    "rw_head": f"{VILLAGE}.D01.W001",
    "hamlet_head": f"{VILLAGE}.D01",
    "village_officer": VILLAGE,
    "subdistrict_officer": "35.07.11",
    "district_officer": "35.07",
    "province_officer": "35",
    "ministry_officer": "ID",
    "business_owner": RT,
    "bank_officer": "35.07",
    "agency_officer": "35.07",
    "auditor": "ID",
    "administrator": "ID",
}
# The nearest place of the same kind that the object does not lie in.
NEIGHBOUR = {
    "rt_head": f"{VILLAGE}.D01.W001.T002",
    "rw_head": f"{VILLAGE}.D01.W002",
    "hamlet_head": f"{VILLAGE}.D02",
    "village_officer": "35.07.11.2007",
    "subdistrict_officer": "35.07.12",
    "district_officer": "35.14",
    "province_officer": "36",
    "business_owner": f"{VILLAGE}.D01.W001.T002",
    "bank_officer": "35.14",
    "agency_officer": "35.14",
    "auditor": "35.07.11.2007",
    "administrator": "35.07.11.2007",
}
# A place in another regency, for what belongs to a whole one.
FAR = NEIGHBOUR | {
    "rt_head": "35.14.01.2001.W001.T001",
    "rw_head": "35.14.01.2001.W001",
    "hamlet_head": "35.14.01.2001.D01",
    "village_officer": "35.14.01.2001",
    "subdistrict_officer": "35.14.01",
    "business_owner": "35.14.01.2001.W001.T001",
    "auditor": "35.14",
    "administrator": "35.14",
}


@dataclass(frozen=True)
class Row:
    """One address: the view's name, what of `fenced` stands in it, and where its object lies.

    `of`: "village" for what lies in the RT or village of VILLAGE, "regency" for what belongs to the whole of 35.07.
    Without arguments it is a page that everybody may open and that must not show any of `fenced["hidden"]`.
    """

    view: str
    arguments: tuple[str, ...] = ()
    method: str = "get"
    of: str = "village"
    body: dict[str, Any] = field(default_factory=dict)

    def ask(self, client: Any, fenced: dict[str, Any]) -> Any:
        address = reverse(self.view, args=[fenced[one] for one in self.arguments])
        return getattr(client, self.method)(address, self.body)

    def action(self, fenced: dict[str, Any]) -> str:
        return str(
            resolve(reverse(self.view, args=[fenced[one] for one in self.arguments])).func.allowed  # type: ignore[attr-defined]
        )


def place(code: str) -> Any:
    """The area with this code, made with all above it where it is not there."""
    from satupintu.foundation.areas.models import COUNTRY, Area

    if found := Area.objects.filter(code=code).first():
        return found
    if code == COUNTRY:
        return Area.objects.create(code=COUNTRY, name="Indonesia", level=0, path="ID/")
    above = place(code.rpartition(".")[0] or COUNTRY)
    last = code.rpartition(".")[2]
    level = {"D": 5, "W": 6, "T": 7}.get(last[0], above.level + 1)
    return Area.objects.create(code=code, name=last, level=level, parent=above, path=f"{above.path}{code}/")


def leaving(rows: Iterable[Row]) -> Callable[..., None]:
    """A test of every row by every role that stands outside: not there, or not allowed; and nothing is shown."""

    @pytest.mark.django_db
    def test_leaving(client_of: Any, fenced: dict[str, Any]) -> None:
        seen = []
        for role in NEIGHBOUR:
            clients = {code: client_of(role, area=code) for code in {NEIGHBOUR[role], FAR[role]}}
            for row in rows:
                outside = (FAR if row.of == "regency" else NEIGHBOUR)[role]
                answer = row.ask(clients[outside], fenced)
                seen += [
                    f"{role} of {outside}: {one}" for one in _seen(row, clients[outside], answer, fenced)
                ]
        assert not seen, "\n".join(seen)

    return test_leaving


def _seen(row: Row, client: Any, answer: Any, fenced: dict[str, Any]) -> Iterator[str]:
    """What somebody outside got to see of a row; a role that may not even inside is refused, not sent elsewhere."""
    if row.arguments:
        expected = {404, 403} if client.user.can(row.action(fenced)) else {403}
        if answer.status_code not in expected:
            yield f"{row.method} {row.view} answers {answer.status_code}"
    text = _text_of(answer)
    yield from (f"{row.method} {row.view} shows {one}" for one in fenced.get("hidden", ()) if one in text)


def inside(rows: Iterable[Row]) -> Callable[..., None]:
    """A test that every row is really there: somebody who may, and stands inside, gets in."""

    @pytest.mark.django_db
    def test_inside(client_of: Any, fenced: dict[str, Any]) -> None:
        clients = dict(fenced.get("clients", {}))
        closed = {f"{row.method} {row.view}": _codes(row, client_of, clients, fenced) for row in rows}
        assert not {view: codes for view, codes in closed.items() if not _TOLD & set(codes.values())}

    return test_inside


_TOLD = {200, 302, 409, 422}  # the page, or a sentence that says why not now


def _codes(row: Row, client_of: Any, clients: dict[str, Any], fenced: dict[str, Any]) -> dict[str, int]:
    """What the roles that may are answered, up to the first that gets in."""
    from satupintu.foundation.accounts.permissions import ACTIONS

    codes: dict[str, int] = {}
    for role in sorted(ACTIONS[row.action(fenced)]):
        if role not in clients:
            clients[role] = client_of(role)
        codes[str(role)] = row.ask(clients[role], fenced).status_code
        if codes[str(role)] in _TOLD:
            break
    return codes


def _text_of(answer: Any) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(body).decode("utf-8", errors="replace")
