"""Readers' pages: stories, archive, topics, corrections, feeds, sitemaps. They read editions only."""
