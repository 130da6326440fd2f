"""The people desk in the admin: persons, organizations, posts, appointments with their sources."""

from people.admin.appointment import AppointmentAdmin, AppointmentForm, CitationInline
from people.admin.merge_log import MergeAdmin
from people.admin.person import PersonAdmin
from people.admin.post import OrganizationAdmin, PostAdmin
from people.admin.record_settings import RecordSettingsAdmin

__all__ = [
    "AppointmentAdmin",
    "AppointmentForm",
    "CitationInline",
    "MergeAdmin",
    "OrganizationAdmin",
    "PersonAdmin",
    "PostAdmin",
    "RecordSettingsAdmin",
]
