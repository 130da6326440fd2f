"""Appointments in the admin once more, now with our own stories that report them beside the outside sources.

`people` knows no article, so its admin page gets this inline here, where both are known.
"""

from django import forms
from django.contrib import admin

from articles.models import ArticleCitation
from people.admin import AppointmentAdmin
from people.models import Appointment, Citation


class StoryForm(forms.ModelForm):
    """A story and the fact that it reports; blank is the whole record."""

    fact = forms.ChoiceField(
        label=ArticleCitation._meta.get_field("fact").verbose_name,
        required=False,
        choices=[("", Citation.Fact.WHOLE.label), *Citation.Fact.choices[1:]],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class StoryInline(admin.StackedInline):
    model = ArticleCitation
    form = StoryForm
    fields = ["article", "fact"]
    autocomplete_fields = ["article"]
    extra = 0


admin.site.unregister(Appointment)


@admin.register(Appointment)
class AppointmentWithStoriesAdmin(AppointmentAdmin):
    inlines = [*AppointmentAdmin.inlines, StoryInline]
