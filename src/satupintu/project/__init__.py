"""Settings, URLs and the command line."""
