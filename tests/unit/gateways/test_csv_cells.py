"""Text in our CSV files stays text, the same whether Python or DuckDB writes it."""

import duckdb
import pytest

from satupintu.gateways.csv_cells import inert, inert_sql


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+62812", "'+62812"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        (" ＋62812", "' ＋62812"),
        ("－1", "'－1"),
        ("＠SUM(1)", "'＠SUM(1)"),
        ("\u00a0=1", "'\u00a0=1"),
        ("\u3000＝1", "'\u3000＝1"),
        ("\x0b=1", "'\x0b=1"),
        ("Ａminah", "Ａminah"),
        ("Éva", "Éva"),
        ("\rx", "'\rx"),
        ("3507116302588475", "3507116302588475"),
        ("Siti = Aminah", "Siti = Aminah"),
        ("", ""),
    ],
)
def test_what_would_run_is_kept_text(text, shown):
    assert inert(text) == shown
    with duckdb.connect() as own:
        assert own.execute(f"SELECT {inert_sql('a')} FROM (SELECT ? AS a)", [text]).fetchone() == (shown,)
