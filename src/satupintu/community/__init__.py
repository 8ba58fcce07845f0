"""What a place does together; the apps here do not know each other."""
