"""What every stage stands on: areas, accounts, audit, background work."""
