"""Jobs over columns: Parquet in, Parquet out, the engine's SQL run on DuckDB."""
