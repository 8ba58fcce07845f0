"""What a table's columns are called, told to whoever sent it: its titles, and never a person who stands in their place.

titles(columns, known=()) -> str
"""

import re
from collections.abc import Collection


def titles(columns: Collection[str], known: Collection[str] = ()) -> str:
    """A sentence on the columns that a table has; nothing of cells that stand where titles should, for they are
    somebody's NIK and name. `known`: titles of which one at least stands in a first row that is one."""
    is_headed = not known or not set(known).isdisjoint(columns)
    if not is_headed or any(re.search("[0-9]{6}", one) for one in columns):
        return "Baris pertamanya bukan judul kolom yang dikenal."
    return f"Kolom yang ada: {', '.join(columns)}."
