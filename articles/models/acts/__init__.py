"""What can be done to a story: a file for each kind of act. `Article` inherits from their classes."""
