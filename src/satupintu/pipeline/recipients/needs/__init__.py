"""Needs: what businesses say they lack, against what is offered to them and what they received; who got nothing."""
