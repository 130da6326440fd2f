"""Versions of a story compared and put together: the three-way merge and the diffs."""
