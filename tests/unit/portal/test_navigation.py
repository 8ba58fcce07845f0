"""The service navigation by role: few parts side by side, many behind a few words, nothing left out."""

import pytest

from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can
from satupintu.portal.context import NAVIGATION, Section, navigation


def _texts(role: str, path: str = "/") -> list[str]:
    return [str(entry["text"]) for entry in navigation(User(role=role), path)]


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("business_owner", ["Pekerjaan", "Usaha saya", "Bisa dapat apa", "Katalog program"]),
        ("bank_officer", ["Pekerjaan", "Penyaluran", "Katalog program"]),
        ("rt_head", ["Pekerjaan", "Data usaha", "Program", "Rencana"]),
        ("district_officer", ["Pekerjaan", "Data usaha", "Bantuan", "Program", "Rencana", "Wilayah"]),
        ("village_officer", ["Pekerjaan", "Data usaha", "Bantuan", "Program", "Rencana", "Pengaturan"]),
    ],
)
def test_few_parts_stand_side_by_side_and_many_behind_a_few_words(role, shown):
    assert _texts(role) == shown


@pytest.mark.parametrize("role", list(Role))
def test_no_role_loses_a_part_and_a_row_stays_short(role):
    entries = navigation(User(role=role), "/")
    links = [link["text"] for entry in entries for link in entry.get("links", [entry])]
    parts = [link for one in NAVIGATION for link in (one.links if isinstance(one, Section) else (one,))]
    assert links == [link.text for link in parts if can(User(role=role), link.action)]
    assert len(entries) <= 6


def test_the_part_that_is_open_is_marked_and_so_is_its_section():
    entries = navigation(User(role="district_officer"), "/putaran/7/baris/")
    assert [str(entry["text"]) for entry in entries if entry["is_current"]] == ["Bantuan"]
    aid = next(entry for entry in entries if entry["is_current"])
    assert [str(link["text"]) for link in aid["links"] if link["is_current"]] == ["Putaran"]
