"""How the desk's sheets and scripts are served: many small files in development, few in production.

An entry (`newsroom/desk.css`, `newsroom/story.js`) is the list of its parts: by `@import` and by `import` it
says in which order they come. In development a page links the sheets of that list, and the browser follows
the imports of a script. For production `collectstatic` puts the parts into the entry, in that order, then
hashes and compresses it like every file. There is no other step.

Django's own scripts are classic ones, which no entry can import: SCRIPTS says which of them are served
as one file. The sheets are ordered, not put into `@layer`: Django links some of its sheets outside of our
templates, and an unlayered sheet beats every layered one.
"""

import copy
import posixpath
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.forms.widgets import Script
from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRIES = [
    "newsroom/base.css",  # Django's frame
    "newsroom/forms.css",  # Django's sheets of a form
    "newsroom/editor.css",  # the body editor's
    "newsroom/desk.css",  # ours, over all of these
    "newsroom/story.js",  # the story's form
    "newsroom/notes.js",  # notes and answers, also on pages of their own
    "newsroom/editor.js",  # the body editor's extensions
]
# One file in place of these if a page needs all of them, at the place of the first. The first list that fits
# is used: Select2 needs the global name of jQuery, which jquery.init.js removes.
SCRIPTS = {
    "newsroom/django-select.js": [
        "admin/js/vendor/jquery/jquery.min.js",
        "admin/js/vendor/select2/select2.full.min.js",
    ],
    "newsroom/django-list.js": [
        "admin/js/vendor/jquery/jquery.min.js",
        "admin/js/jquery.init.js",
        "admin/js/core.js",
        "admin/js/admin/RelatedObjectLookups.js",
        "admin/js/actions.js",
    ],
    "newsroom/django-admin.js": [
        "admin/js/jquery.init.js",
        "admin/js/core.js",
        "admin/js/admin/RelatedObjectLookups.js",
        "admin/js/actions.js",
    ],
    "newsroom/django-form.js": [
        "admin/js/autocomplete.js",
        "admin/js/inlines.js",
        "admin/js/calendar.js",
        "admin/js/admin/DateTimeShortcuts.js",
        "newsroom/editor-guard.js",
    ],
}
# These make an address from a name while it is typed; 50 kB, and only authors have such a field.
PREPOPULATING = ["urlify.js", "prepopulate.js", "xregexp.js", "xregexp.min.js"]
IN_FORMS = ["select2.css", "select2.min.css", "autocomplete.css"]  # newsroom/forms.css has them

SHEET_LINE = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)
SHEET_URL = re.compile(r"url\((['\"]?)(?!['\"]?(?:data:|https?:|/|#))([^'\")]+)\1\)")
SHEET_COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)  # not a licence, which begins with /*!
# `import … from "./x.js"`, `import "./x.js"`, `export * from "./x.js"`: (verb, what, from where)
LINK = re.compile(r'^(import|export)\s+(?:(\{[^}]*\}|\*)\s+from\s+)?"([^"]+)";?\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=async |const |function |class |let )", re.MULTILINE)
NAMED = re.compile(r"^(?:export )?(?:async )?(?:const|let|class|function\*?) (\w+)", re.MULTILINE)
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


class CannotJoin(ValueError):
    """An entry or a part that cannot be put together; it names the file."""


def parts_of(name, text):
    """The names of the files that an entry or one of its modules lists, in order."""
    if name.endswith(".css"):
        return [_beside(name, target) for target in SHEET_LINE.findall(text)]
    return [_beside(name, target) for *_, target in LINK.findall(text) if target.startswith(".")]


def _beside(name, target):
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


# --- Sheets ----------------------------------------------------------------------------------------
def join_sheets(name, read):
    """The text of a sheet with its parts in it. `read` gives the text of a file by its static name."""

    def put_in(match):
        part = _beside(name, match[1])
        text = SHEET_COMMENT.sub("", read(part))
        if "@import" in text:
            raise CannotJoin(f"{part} imports a sheet: list it in {name}.")
        return SHEET_URL.sub(lambda url: f"url({url[1]}{_seen_from(name, part, url[2])}{url[1]})", text)

    return SHEET_LINE.sub(put_in, SHEET_COMMENT.sub("", read(name)))


def _seen_from(name, part, address):
    """An address of a part, as it must read in the sheet that the part is put into."""
    return posixpath.relpath(_beside(part, address), posixpath.dirname(name))


# --- Scripts ---------------------------------------------------------------------------------------
class Modules:
    """Joins modules into one file. Modules that are imported for their names share the scope of the file. A
    module that is imported only to run has a scope of its own, and its failure stops no other.
    """

    def __init__(self, name, read):
        self.read, self.seen, self.names = read, set(), {}
        self.packages = {}  # {package: names that are imported from it}
        self.shared, self.apart = [], []
        text = read(name)
        passed_on = (target for verb, _what, target in LINK.findall(text) if verb == "export")
        self.exporting = {name, *(_beside(name, target) for target in passed_on)}
        self._add(name, apart=not re.search(r"^export ", text, re.MULTILINE))

    def text(self):
        packages = [f'import {{ {", ".join(names)} }} from "{one}"\n' for one, names in self.packages.items()]
        return "".join([*packages, *self.shared, *self.apart])

    def _add(self, name, *, apart):
        if name in self.seen:
            return
        self.seen.add(name)
        text = LINK.sub(lambda link: self._replace_link(name, *link.groups()), self.read(name))
        if name not in self.exporting:
            text = EXPORT.sub("", text)
        if apart:
            self.apart.append(f"try {{\n{text}}} catch (error) {{ reportError(error) }}\n")
        else:
            self._refuse_same_names(name, text)
            self.shared.append(text)

    def _replace_link(self, name, verb, what, target):
        """Add the module that a line of the module `name` links. Returns what remains of the line."""
        if target.startswith("."):
            self._add(_beside(name, target), apart=not what)
        elif verb == "export":
            return f'export {what} from "{target}"\n'
        else:
            known = self.packages.setdefault(target, [])
            names = " ".join(what.strip("{}").split()).strip(" ,").split(", ")
            known.extend(one for one in names if one not in known)
        return ""

    def _refuse_same_names(self, name, text):
        for word in NAMED.findall(text):
            if word in self.names:
                raise CannotJoin(
                    f"{name} and {self.names[word]} both name {word}: in one file that is not possible."
                )
            self.names[word] = name


def join_modules(name, read):
    """The text of a module with all that it imports by a path; packages of the import map stay outside."""
    return Modules(name, read).text()


def join_scripts(name, read):
    """The text of the classic scripts of `SCRIPTS[name]`, one after the other."""
    return ";\n".join(SOURCE_MAP.sub("", read(part)).rstrip() + "\n" for part in SCRIPTS[name])


def joined(read):
    """Yield (name, text) of every file that production serves in place of its parts."""
    for name in ENTRIES:
        yield name, (join_sheets if name.endswith(".css") else join_modules)(name, read)
    for name in SCRIPTS:
        yield name, join_scripts(name, read)


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Static files with hashed names, compressed, the entries whole."""

    serves_joined = True

    def post_process(self, paths, dry_run=False, **options):
        def read(name):
            storage, path = paths[name]
            with storage.open(path) as file:
                return file.read().decode()

        if not dry_run:
            for name, text in [*joined(read)]:  # all are read before the first one is replaced
                self.delete(name)
                self._save(name, ContentFile(text.encode()))
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)

    def compress_files(self, paths):
        """Compress what pages link: the files with a hash in their name.

        The hash is of what the file says, so one that a start before this one compressed stays as it is.
        """
        linked = set(self.hashed_files.values())
        yield from super().compress_files(
            {name for name in paths if name in linked and not self._is_done(name)}
        )

    def _is_done(self, name):
        return self.exists(f"{name}.br") or self.exists(f"{name}.gz")


# --- What a page of the admin links ----------------------------------------------------------------
def serves_joined():
    return getattr(staticfiles_storage, "serves_joined", False)


def linked(name):
    """The sheets that a page links for an entry: one file in production, else its parts."""
    if serves_joined():
        return [name]
    return parts_of(name, Path(finders.find(name)).read_text(encoding="utf-8"))


def lightened(media, *, prepopulates):
    """A page's media without what it does not need; in production its scripts in few files.

    prepopulates   whether a field of the page is filled from another one as somebody types
    """
    lighter = copy.copy(media)
    sheets = {medium: [*_without(IN_FORMS, assets)] for medium, assets in media._css.items()}
    scripts = media._js if prepopulates else [*_without(PREPOPULATING, media._js)]
    if serves_joined():
        scripts = _together(scripts)
    lighter._css_lists, lighter._js_lists = [sheets], [scripts]
    return lighter


def _path(asset):
    return str(getattr(asset, "_path", asset))


def _without(files, assets):
    return (asset for asset in assets if posixpath.basename(_path(asset)) not in files)


def _together(scripts):
    for name, (first, *others) in SCRIPTS.items():
        if {first, *others} <= {_path(one) for one in scripts}:
            scripts = [one for one in scripts if _path(one) not in others]
            scripts = [Script(name) if _path(one) == first else one for one in scripts]
    return scripts
