"""Everything we publish: articles, revisions, editions, topics, bylines."""
