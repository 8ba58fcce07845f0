"""Payment instructions, the bank's answer, and totals that add up to the decree."""
