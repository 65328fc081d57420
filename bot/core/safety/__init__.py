"""The watch over every message: words that mean "get help now", and whether they are a report."""
