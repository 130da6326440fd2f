"""What links and changes of the record do to stories: link desk, affected stories, merges, imports."""
