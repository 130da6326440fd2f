"""The facts: who held which post, from when to when, on what evidence; states are computed per day."""

from people.models.addresses import FormerSlug
from people.models.appointment import Appointment, Citation, State
from people.models.merge_log import Accepted, Merge, NotTheSame
from people.models.person import Person, PersonName
from people.models.post import Organization, OrganizationName, Post, PostTitle

__all__ = [
    "Accepted",
    "Appointment",
    "Citation",
    "FormerSlug",
    "Merge",
    "NotTheSame",
    "Organization",
    "OrganizationName",
    "Person",
    "PersonName",
    "Post",
    "PostTitle",
    "State",
]
