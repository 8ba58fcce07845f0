"""Translations are compiled without gettext, to what gettext itself reads."""

import gettext
import io

import pytest

from satupintu.project.build import compile_messages, read_po, to_mo

PO = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: portal/home.html:3
msgid "Masuk"
msgstr "Sign in"

msgctxt "keadaan"
msgid "Masuk"
msgstr "In"

# over several lines, with marks to unescape
msgid ""
"Baris satu\n"
"\"dua\"\\"
msgstr ""
"Line one\n"
"\"two\"\\"

msgid "%(n)s baris"
msgid_plural "%(n)s baris-baris"
msgstr[0] "%(n)s row"
msgstr[1] "%(n)s rows"

#, fuzzy
msgid "Ragu"
msgstr "Perhaps"

msgid "Belum"
msgstr ""
"""


@pytest.fixture
def catalogue():
    return gettext.GNUTranslations(io.BytesIO(to_mo(read_po(PO))))


def test_gettext_reads_what_was_compiled(catalogue):
    assert catalogue.gettext("Masuk") == "Sign in"
    assert catalogue.pgettext("keadaan", "Masuk") == "In"
    assert catalogue.gettext('Baris satu\n"dua"\\') == 'Line one\n"two"\\'
    assert catalogue.ngettext("%(n)s baris", "%(n)s baris-baris", 1) == "%(n)s row"
    assert catalogue.ngettext("%(n)s baris", "%(n)s baris-baris", 3) == "%(n)s rows"


def test_doubtful_and_missing_translations_stay_as_they_are(catalogue):
    assert catalogue.gettext("Ragu") == "Ragu"
    assert catalogue.gettext("Belum") == "Belum"


def test_what_cannot_be_read_names_its_line():
    with pytest.raises(ValueError, match="line 2"):
        read_po('msgid "a"\nmsgstr tanpa kutip')


def test_only_what_changed_is_compiled(tmp_path):
    po = tmp_path / "app" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    po.parent.mkdir(parents=True)
    po.write_text(PO, encoding="utf-8")
    assert compile_messages(tmp_path) == [po.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []
