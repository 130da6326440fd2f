"""A story's body: what is stored (reference HTML, cleaned by whatever road it comes) and what readers get.

Reference HTML names what it shows by id: `<a data-official="7">Ban Ki-moon</a>`, `<figure data-media="4">`.
Its grammar is in `newsroom.lib.html`; the list of extensions in `articles.editor`.
"""

import functools

import nh3
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField

from articles.editor import EXTENSIONS, BodyWidget
from newsroom.lib import html

LARGEST = 2_000_000  # bytes of HTML, about 300,000 words
DEEPEST = 500  # elements inside each other; nobody writes that, and it costs the square of it to read


class CleanBody(str):
    """Reference HTML that `clean_body` has made; cleaning it again costs nothing."""

    __slots__ = ()


@functools.cache
def _cleaner() -> nh3.Cleaner:
    """nh3 with the editor's allowlist, and some more tags that are read but never written."""
    allowed = allowlist_from_extensions(EXTENSIONS)
    return nh3.Cleaner(**(allowed | {"tags": allowed["tags"] | html.READ_TAGS}))


def clean_body(value: str) -> CleanBody:
    """Any HTML to what the editor can produce, and only with officials and pictures that exist.

    One query for people and one for pictures, if the text has any. ValidationError over LARGEST bytes.
    `clean_body(clean_body(x)) == clean_body(x)`.
    """
    if isinstance(value, CleanBody):
        return value
    source = html.legal(value or "")
    if len(source.encode()) > LARGEST:
        raise ValidationError(
            _("The text is too long: at most %(limit)s MB, with its formatting."),
            code="too-long",
            params={"limit": LARGEST // 1_000_000},
        )
    if html.nesting(source) > DEEPEST:
        raise ValidationError(
            _("The formatting of this text is too tangled to read. Paste it again as plain text."),
            code="tangled",
        )
    blocks = html.parse(_cleaner().clean(source))
    blocks = html.keep(
        blocks,
        officials=_existing("people.Person", html.officials_in(blocks)),
        pictures=_existing("images.Image", html.pictures_in(blocks)),
    )
    return CleanBody(html.write(blocks))


def _existing(model: str, ids: list[int]) -> set[int]:
    """Which of the ids there are. Looked up by name, so that this module can be loaded before the models."""
    if not ids:
        return set()
    return set(apps.get_model(model)._base_manager.filter(pk__in=ids).values_list("pk", flat=True))


class BodyField(ProseEditorField):
    """Reference HTML. Clean in `full_clean()`, in `save()` and `bulk_create()` (the instance too), and in
    `update()`, `bulk_update()` and fixtures (the column). In migrations a TextField."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"extensions": EXTENSIONS, "sanitize": clean_body})

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_body(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value, connection):
        if isinstance(value, str):
            value = str(clean_body(value))
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs):
        return super().formfield(**kwargs | {"widget": BodyWidget, "sanitize": clean_body})
