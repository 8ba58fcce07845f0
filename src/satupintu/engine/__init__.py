"""What the rules mean: pure Python, no Django, no files, no DuckDB.

facts        the names a rule may ask for, and their types
rules        a programme as a tree with dated parameters      parse     from parsed YAML to that tree
listing, questions, pairs   what the catalogue says beside the rules; what two programmes at once mean
evaluate     the reference meaning, with a trace              sql       the same as SQL
determination  identity + criteria -> outcome and reasons, in Python and as one statement
nik, names   what a NIK says; when two written names may be one person's
reasons      every reason and flag in words
"""
