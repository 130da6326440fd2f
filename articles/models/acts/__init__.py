"""The acts on a story: one file for each kind of act, put together in `Article`."""
