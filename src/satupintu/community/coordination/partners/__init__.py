"""The partners of a plan: who they are, what each promised, what arrived; their writes, reads, forms and pages."""
