"""Leaves without models, one subject a file; imports no app."""
