"""DCI's Social Registry API as this registry offers it: messages in, answers and notices out."""
