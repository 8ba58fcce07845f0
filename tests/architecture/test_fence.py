"""Every address that names something stands in a table of the fence, so that nobody forgets to look from outside."""

from importlib import import_module
from pathlib import Path

from django.urls import URLResolver, get_resolver

from satupintu.foundation.accounts.models import Role
from satupintu.foundation.accounts.permissions import PUBLIC
from satupintu.foundation.accounts.roles import LEVELS
from satupintu.foundation.areas.models import Level
from tests.fence import FAR, INSIDE, NEIGHBOUR

ROOT = Path(__file__).parents[2]
# The same everywhere: an empty form, which offers everybody their own areas only.
EVERYWHERE = {"field:fill"}


def tables():
    for path in sorted(ROOT.glob("tests/unit/**/test_fence.py")):
        yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def named(resolver, namespace=""):
    """(view's name, pattern) of every address with something in it that a session opens."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from named(entry, f"{entry.namespace}:" if entry.namespace else namespace)
            continue
        view = entry.callback
        is_open = getattr(view, "allowed", None) == PUBLIC or getattr(view, "is_keyed", False)
        if "<" in str(entry.pattern) and not is_open:
            yield f"{namespace}{entry.name}"


def test_every_address_that_names_something_is_in_a_table():
    rows = {row.view for table in tables() for row in table.ROWS}
    missing = sorted(set(named(get_resolver())) - rows - EVERYWHERE)
    assert not missing, f"add rows to a tests/unit/**/test_fence.py: {missing}"


def test_every_table_is_tested():
    for table in tables():
        assert hasattr(table, "test_leaving"), table.__name__


def test_every_role_has_its_places():
    """Inside and outside are of the role's own level, and outside is never within inside."""
    assert set(INSIDE) == set(Role)
    assert set(NEIGHBOUR) == set(FAR) == set(Role) - {Role.MINISTRY_OFFICER}  # whose area is the country
    for places in (INSIDE, NEIGHBOUR, FAR):
        for role, code in places.items():
            assert level_of(code) in LEVELS[Role(role)], (role, code)
    for role in NEIGHBOUR:
        for outside in (NEIGHBOUR[role], FAR[role]):
            assert not f"{INSIDE['rt_head']}.".startswith(f"{outside}.")


def level_of(code: str) -> Level:
    last = code.rpartition(".")[2]
    below = {"D": Level.HAMLET, "W": Level.RW, "T": Level.RT}
    return below.get(last[0]) or (Level.COUNTRY if code == "ID" else Level(code.count(".") + 1))
