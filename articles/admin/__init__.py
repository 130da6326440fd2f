"""The stories in the admin: the writing form, its steps and preview, the record, topics, authors.

It also registers people's appointments again, with the stories that report them beside the sources.
"""

from . import article, audit, people, record, ripple, topics

__all__ = ["article", "audit", "people", "record", "ripple", "topics"]
