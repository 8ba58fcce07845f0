"""Template tags of recipients."""
