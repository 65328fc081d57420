"""A guided conversation as data: its format, the moves through it, its faults and its picture."""
