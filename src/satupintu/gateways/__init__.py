"""Every outside party and file format, one file or package each."""
