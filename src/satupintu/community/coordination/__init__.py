"""Who does what by when: action plans, partners, meetings, and who is late."""
