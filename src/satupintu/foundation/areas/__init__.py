"""The area tree: provinces to villages, with their codes."""
