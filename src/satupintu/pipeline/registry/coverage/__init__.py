"""How many businesses there should be, how many were found, and where to go next."""
