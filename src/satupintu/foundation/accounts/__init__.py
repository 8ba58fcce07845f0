"""Who signs in, in which role, for which part of the area tree."""
