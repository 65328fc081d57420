"""What the bot decides: pure functions over plain values. No input or output, no clock, no randomness."""
