"""Reads and checks the folder `intents/` and makes the knowledge from it."""
