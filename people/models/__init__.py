"""The facts: who held which post, from when to when, on what evidence; states are computed per day."""

from people.models.addresses import FormerSlug
from people.models.appointment import Appointment, Citation, State
from people.models.person import Person, PersonName
from people.models.post import Organization, Post, PostTitle

__all__ = [
    "Appointment",
    "Citation",
    "FormerSlug",
    "Organization",
    "Person",
    "PersonName",
    "Post",
    "PostTitle",
    "State",
]
