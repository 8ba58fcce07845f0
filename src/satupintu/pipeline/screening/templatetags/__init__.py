"""How rounds, lists and reasons are written on pages."""
