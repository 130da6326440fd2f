"""The suite: what a person or the database would see."""
