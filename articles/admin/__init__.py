"""The stories in the admin: the writing form, its steps and preview, the record, topics, authors.

It also registers people's appointments again, with the stories that report them beside the sources.
"""

from .lists import audit, editions, topics
from .officials import affected, people_desk
from .story import article_admin

__all__ = ["affected", "article_admin", "audit", "editions", "people_desk", "topics"]
