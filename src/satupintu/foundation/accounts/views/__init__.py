"""Pages of accounts: signing in by password or phone, the second factor, and the accounts themselves."""
