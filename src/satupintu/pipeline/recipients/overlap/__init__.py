"""Overlap of programmes: the reckoning of all aid in the background, its pages, and one person's pairs at once."""
