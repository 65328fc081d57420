"""The chat in the browser with the reasons beside it: a page for support staff, on their own machine only."""
