"""What owners read, correct and ask about their own data, and what officers answer."""
