"""Messages to phones: kept in an outbox, sent in the background by the gateway the office chose."""
