"""What the rules mean: pure Python, no Django, no files, no DuckDB."""
