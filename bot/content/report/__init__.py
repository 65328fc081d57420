"""The page of `evaluate --html`: one file without scripts or outside assets."""
