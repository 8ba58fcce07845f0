"""Pages of coordination, by noun."""
