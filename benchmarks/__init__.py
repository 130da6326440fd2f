"""What measures speed; never a timed unit test."""
