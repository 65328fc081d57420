"""Telegram: events from updates, replies as messages, and a polling loop that acknowledges only what is finished."""
