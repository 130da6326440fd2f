"""Duplicates of the record: likely pairs are found, two records become one, and a merge is undone."""
