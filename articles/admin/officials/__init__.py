"""Officials on the desk: link desk, links to one person in many stories, affected stories."""
