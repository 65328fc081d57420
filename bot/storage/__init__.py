"""Remembers one session per chat and which updates were answered."""
