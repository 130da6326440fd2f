"""Readers' pages of officials, posts and organizations, with their feeds and Popolo. Only what is public."""
