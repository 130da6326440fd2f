"""Timelines of careers, successions and appointments made: data for drawings, no HTML, no query."""
