"""One story on the desk: its form, its steps, and the pages beside it."""
