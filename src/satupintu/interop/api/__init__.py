"""Our own API under /api/v1/: what DCI has no words for, for partners with a token and people with a session."""
