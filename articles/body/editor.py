"""The body editor: one list of extensions decides what it offers and what the server keeps. Imported by the
settings, so it knows no model and needs no app.

The names are Tiptap extensions; the JavaScript of those under `DJANGO_PROSE_EDITOR_EXTENSIONS` is
`newsroom/static/newsroom/editor.js` and its modules. Their common grammar is in
`newsroom.lib.html`.
"""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_prose_editor.config import add_allowed_classes, add_tags_and_attributes
from django_prose_editor.widgets import AdminProseEditorWidget, importmap, prose_editor_media
from js_asset import Media, static_lazy

from newsroom.lib.bundles import linked

READY = "body_editor_ready"  # the hidden input by which the editor says that it is complete


# --- What each extension adds to the allowlist of nh3 (settings want callables, not dotted names) ------


def nothing(config, shared):
    """An extension that makes no HTML of its own."""


def link(config, shared):
    shared["link_rel"] = None
    shared.setdefault("url_schemes", set()).update(config["protocols"])
    add_tags_and_attributes(shared, ["a"], {"a": ["href"]})


def official(config, shared):
    shared["link_rel"] = None
    add_tags_and_attributes(shared, ["a"], {"a": ["data-official"]})


def quotation(config, shared):
    add_tags_and_attributes(shared, ["blockquote"], {"blockquote": ["data-official"]})


def ordered_list(config, shared):
    add_tags_and_attributes(shared, ["ol"], {"ol": ["start"]})


def table(config, shared):
    cell = ["colspan", "rowspan"]
    tags = ["table", "tbody", "tr", "th", "td"]
    add_tags_and_attributes(shared, tags, {"table": ["data-caption"], "th": cell, "td": cell})


def picture(config, shared):
    names = ["data-media", "data-alt", "data-credit"]
    add_tags_and_attributes(shared, ["figure", "figcaption"], {"figure": names})


def pull_quote(config, shared):
    add_tags_and_attributes(shared, ["figure", "figcaption", "blockquote", "p"], None)
    add_allowed_classes(shared, {"figure": ["pullquote"]})


def embed(config, shared):
    add_tags_and_attributes(shared, ["figure", "figcaption"], {"figure": ["data-embed"]})


def language(config, shared):
    add_tags_and_attributes(shared, ["span"], {"*": ["lang", "dir"]})


DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("newsroom/editor.js")],
        "extensions": {
            # Ours in place of the package's, so that they write no attribute that the server drops.
            "Link": link,
            "Blockquote": quotation,
            "OrderedList": ordered_list,
            "Table": table,
            # Ours alone.
            "Official": official,
            "OfficialTitles": nothing,
            "FigCaption": nothing,
            "MediaFigure": picture,
            "PullQuote": pull_quote,
            "PullQuoteText": nothing,
            "Embed": embed,
            "Language": language,
            "PasteClean": nothing,
            "WordCount": nothing,
            # The package's, but not known to its allowlist.
            "Fullscreen": nothing,
            "TrailingNode": nothing,
            "FindReplace": nothing,
        },
    },
]

# The order of Bold, Italic and Language is the order in which their marks nest.
EXTENSIONS = {
    "Heading": {"levels": [2, 3]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": {"searchUrl": reverse_lazy("admin:articles_article_officials")},
    "HorizontalRule": True,
    "HardBreak": True,
    "Official": {"searchUrl": reverse_lazy("admin:articles_article_officials")},
    "OfficialTitles": {"url": reverse_lazy("admin:articles_article_officials")},
    "Link": {"protocols": ["http", "https", "mailto"], "enableTarget": False, "autolink": False},
    "Bold": True,
    "Italic": True,
    "Language": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "MediaFigure": {"searchUrl": reverse_lazy("admin:articles_article_pictures")},
    "PullQuote": True,
    "PullQuoteText": True,
    "Embed": True,
    "FigCaption": True,
    "History": True,
    "FindReplace": True,
    "Fullscreen": True,
    "TrailingNode": True,
    "PasteClean": True,
    "WordCount": True,
    "NoSpellCheck": False,
    "Menu": {
        "groups": [
            {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
            {"group": "marks"},
            {"group": "link"},
            {"group": "news"},
            {"group": "lists"},
            {"group": "nodes -blockType -lists"},
            {"group": "table"},
            {"group": "language"},
            {"group": "history"},
            {"group": "utility"},
        ]
    },
}


class BodyWidget(AdminProseEditorWidget):
    """The editor over a text area of reference HTML.

    `editor-guard.js` adds the input READY once the editor is complete. Without scripts the area is a
    plain one and nothing can get lost; then the `<noscript>` adds the input.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"preset": "configurable", "config": {"extensions": EXTENSIONS}} | kwargs)

    @property
    def media(self):
        """The package's scripts, and in place of its three sheets one of ours that holds them."""
        base = Media(
            importmap=importmap, css={"all": linked("newsroom/editor.css")}, js=["newsroom/editor-guard.js"]
        )
        return prose_editor_media(base=base, preset=self.preset)

    def get_config(self):
        config = super().get_config()
        codes = [code for code, _name in settings.CONTENT_LANGUAGES]
        return config | {"extensions": config["extensions"] | {"Language": {"codes": codes}}}

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, {**(attrs or {}), "data-ready": f"{name}_editor_ready"})

    def render(self, name, value, attrs=None, renderer=None):
        plain = format_html(
            '<noscript><input type="hidden" name="{}_editor_ready" value="plain"></noscript>', name
        )
        return super().render(name, value, attrs, renderer) + plain


class BodyFormMixin(forms.BaseForm):
    """For a ModelForm with a field `body`: refuses a changed body when our extensions did not load in the
    browser, since an editor without them drops figures and officials. The text stays in the form.

    A client that is no browser sends the input READY itself, with any value.
    """

    def clean_body(self):
        if "body" in self.changed_data and not self.data.get(self.add_prefix(READY)):
            raise ValidationError(
                _(
                    "The editor did not load completely, so this text was not saved: pictures and officials "
                    "could be missing from it. Copy what you changed, load the page again, paste it there."
                ),
                code="editor-not-ready",
            )
        return self.cleaned_data["body"]
