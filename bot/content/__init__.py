"""Reads and checks the folder `intents/` and builds the dialogue from it."""
