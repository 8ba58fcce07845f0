"""What can I get?: a few questions, and every programme of the catalogue with what stands in the way."""
