"""Pages, by what they show."""
