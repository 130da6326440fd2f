"""Messages for the next page: in a cookie, and in the session if they are too long for one."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class LeftInSession(SessionStorage):
    """Messages that were shown stay in the session until others replace them: showing writes nothing.

    They are not shown again: `FallbackStorage` asks the session only where the cookie says there is more.
    """

    def _store(self, messages, response, *args, **kwargs):
        return super()._store(messages, response, *args, **kwargs) if messages else []


class Storage(FallbackStorage):
    storage_classes = (CookieStorage, LeftInSession)
