"""The text of a story: how it is stored, edited, cleaned and shown to readers."""
