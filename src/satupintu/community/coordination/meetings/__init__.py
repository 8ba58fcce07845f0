"""Meetings about a plan and what was decided there; their writes, reads, forms and pages."""
