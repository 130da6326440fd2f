"""The facts: who held which post, from when to when, on what evidence; states are computed per day."""

from people.models.addresses import FormerSlug
from people.models.appointment import Appointment
from people.models.citation import Citation
from people.models.complete_succession import CompleteSuccession
from people.models.merge_log import Accepted, Merge, NotTheSame
from people.models.organization_changes import OrganizationSuccession, PostOrganization
from people.models.person import NameKind, Person, PersonName
from people.models.post import Organization, OrganizationName, Post, PostTitle
from people.models.record_settings import RecordSettings
from people.models.reshuffle import Reshuffle
from people.models.states import AppointmentKind, ProvenFact, State
from people.models.verification import Verification

__all__ = [
    "Accepted",
    "Appointment",
    "AppointmentKind",
    "Citation",
    "CompleteSuccession",
    "FormerSlug",
    "Merge",
    "NameKind",
    "NotTheSame",
    "Organization",
    "OrganizationName",
    "OrganizationSuccession",
    "Person",
    "PersonName",
    "Post",
    "PostOrganization",
    "PostTitle",
    "ProvenFact",
    "RecordSettings",
    "Reshuffle",
    "State",
    "Verification",
]
