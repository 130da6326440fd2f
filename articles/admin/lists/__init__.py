"""Lists of the desk: filters, acts on several stories, calendar, editions, topics, the audit log."""
