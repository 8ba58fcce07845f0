"""Trying out a rule before it is law: a finished round under changed rules. A simulation decides nothing."""
