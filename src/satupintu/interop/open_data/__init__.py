"""Open data: tables without persons, their small numbers untold, described as a DCAT catalogue."""
