"""Bots as processes of their own against the loopback Bot API server, which lives in the benchmark's process."""
