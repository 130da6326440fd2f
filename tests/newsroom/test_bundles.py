"""The desk's sheets and scripts: small to read, listed once, whole in the few files of production."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.forms import Media
from django.forms.widgets import Script

from articles.models import Article
from newsroom.lib import bundles
from newsroom.lib.bundles import CannotJoin, join_modules, join_scripts, join_sheets, joined, parts_of

LINES = {".css": 200, ".js": 250}
WIDTH = 140
READERS = {"newsroom/site.css", "newsroom/preview.css"}  # the readers' own, in @layer, one request for a page
ROOTS = [settings.BASE_DIR / "newsroom/static", settings.BASE_DIR / "newsroom/images/static"]
OURS = {str(f.relative_to(root)): f for root in ROOTS for f in root.rglob("*") if f.suffix in LINES}


def read(name):
    return Path(finders.find(name)).read_text(encoding="utf-8")


def parts(name):
    """All that an entry lists, and what its modules list."""
    own = parts_of(name, read(name))
    return own if name.endswith(".css") else [*own, *(deep for part in own for deep in parts(part))]


def files(**texts):
    """A `read` over made-up files: a__b_css is a/b.css."""
    return {name.replace("__", "/").replace("_", "."): text for name, text in texts.items()}.__getitem__


@pytest.mark.parametrize("name", sorted(OURS.keys() - READERS))
def test_a_sheet_or_script_of_the_desk_is_short_and_its_lines_too(name):
    lines = OURS[name].read_text(encoding="utf-8").splitlines()
    assert len(lines) <= LINES[OURS[name].suffix]
    assert [line for line in lines if len(line) > WIDTH] == []


def test_every_sheet_and_script_is_listed_or_linked():
    listed = {*bundles.ENTRIES, *(part for name in bundles.ENTRIES for part in parts(name))}
    listed |= {part for scripts in bundles.SCRIPTS.values() for part in scripts}
    sources = [
        *settings.BASE_DIR.glob("templates/**/*.html"),
        *(f for app in ("articles", "people", "newsroom") for f in (settings.BASE_DIR / app).rglob("*.py")),
    ]
    linked = "".join(file.read_text(encoding="utf-8") for file in sources)
    assert [name for name in sorted(OURS.keys() - listed) if f'"{name}"' not in linked] == []


def test_all_that_is_listed_is_there_and_no_part_is_in_two_sheets():
    sheets = [part for name in bundles.ENTRIES if name.endswith(".css") for part in parts(name)]
    scripts = [part for listed in bundles.SCRIPTS.values() for part in listed]
    modules = [part for name in bundles.ENTRIES if name.endswith(".js") for part in parts(name)]
    assert [name for name in [*bundles.ENTRIES, *sheets, *scripts, *modules] if not finders.find(name)] == []
    assert len(sheets) == len({*sheets})


def test_every_entry_is_whole_in_the_file_that_takes_its_place():
    whole = dict(joined(read))
    assert whole.keys() == {*bundles.ENTRIES, *bundles.SCRIPTS}
    for name, text in whole.items():
        assert not re.search(r"^@import|^(?:import|export) .*[\"']\./", text, re.MULTILINE), name
    assert "--paper:" in whole["newsroom/desk.css"]
    assert "prefers-reduced-motion" in whole["newsroom/desk.css"]
    assert 'url("icons.woff2")' not in whole["newsroom/editor.css"]
    assert 'url("editor/icons.woff2")' in whole["newsroom/editor.css"]


def test_a_sheet_takes_its_parts_in_order_with_their_addresses_as_seen_from_it():
    read = files(
        ours__all_css='/* list */\n@import "parts/one.css";\n@import "../theirs/two.css";\n.last {}\n',
        ours__parts__one_css='/* no */.one { background: url("dot.svg") url(data:x) }\n',
        theirs__two_css="/*! kept */.two { src: url(./font.woff2) }\n",
    )
    assert join_sheets("ours/all.css", read).split("\n") == [
        "",
        '.one { background: url("parts/dot.svg") url(data:x) }',
        "/*! kept */.two { src: url(../theirs/font.woff2) }",
        ".last {}",
        "",
    ]


def test_a_part_that_imports_another_sheet_is_refused():
    read = files(all_css='@import "one.css";\n', one_css='@import "two.css";\n')
    with pytest.raises(CannotJoin, match=r"one.css imports a sheet: list it in all.css"):
        join_sheets("all.css", read)


def test_modules_imported_for_their_names_share_one_scope_and_a_package_is_imported_once():
    read = files(
        all_js='export { Z } from "pack"\nexport * from "./x/one.js"\n',
        x__one_js=(
            'import {\n  A as B,\n  C,\n} from "pack"\n'
            'import { two } from "./two.js"\nexport const One = two(B)\n'
        ),
        x__two_js='import { C, D } from "pack"\nexport function two(x) { return D(C, x) }\n',
    )
    assert join_modules("all.js", read).split("\n") == [
        'import { A as B, C, D } from "pack"',
        "function two(x) { return D(C, x) }",
        "export const One = two(B)",
        'export { Z } from "pack"',
        "",
    ]


def test_modules_imported_for_what_they_do_keep_their_names_and_their_failures_to_themselves():
    read = files(
        all_js='import "./one.js"\nimport "./two.js"\n',
        one_js='import { kept } from "./kept.js"\nconst x = kept\n',
        two_js="const x = 2\n",
        kept_js="export const kept = 1\n",
    )
    shared, one, two, _entry = re.split(r"(?=try )", join_modules("all.js", read))
    assert shared == "const kept = 1\n"
    assert one == "try {\nconst x = kept\n} catch (error) { reportError(error) }\n"
    assert two == "try {\nconst x = 2\n} catch (error) { reportError(error) }\n"


def test_two_modules_of_one_scope_with_one_name_are_refused():
    read = files(
        all_js='export * from "./one.js"\nexport * from "./two.js"\n',
        one_js="const word = 1\n",
        two_js="export async function word() {}\n",
    )
    with pytest.raises(CannotJoin, match=r"two.js and one.js both name word"):
        join_modules("all.js", read)


def test_classic_scripts_stand_one_after_the_other(monkeypatch):
    monkeypatch.setitem(bundles.SCRIPTS, "both.js", ["one.js", "two.js"])
    read = files(one_js="var a = 1\n//# sourceMappingURL=one.js.map\n", two_js="(a)\n")
    assert join_scripts("both.js", read) == "var a = 1\n;\n(a)\n"


# --- What is compressed ----------------------------------------------------------------------------
def test_what_pages_link_is_compressed_once_and_its_original_never(monkeypatch, tmp_path):
    monkeypatch.setattr(bundles, "ENTRIES", [])
    monkeypatch.setattr(bundles, "SCRIPTS", {})
    sheet = tmp_path / "ours.css"

    def collect(text):
        sheet.write_text(text)
        storage = bundles.JoinedStaticFilesStorage(location=tmp_path, base_url="/static/")
        assert not [
            error
            for *_, error in storage.post_process({"ours.css": (storage, "ours.css")})
            if error is not True
        ]
        return {path.name for path in tmp_path.glob("*.gz")}

    first = collect(".one { color: red }" * 99)
    assert len(first) == 1
    assert "ours.css.gz" not in first
    kept = tmp_path / first.pop()
    kept.write_bytes(b"as the start before left it")
    assert len(collect(".one { color: red }" * 99)) == 1
    assert kept.read_bytes() == b"as the start before left it"
    assert len(collect(".two { color: red }" * 99)) == 2


# --- What a page links -----------------------------------------------------------------------------
def scripts_of(media):
    return [script._path for script in media._js]


def lighter(media, *, production, monkeypatch, prepopulates=False):
    monkeypatch.setattr(
        bundles, "staticfiles_storage", bundles.JoinedStaticFilesStorage if production else None
    )
    return scripts_of(bundles.lightened(media, prepopulates=prepopulates))


def test_in_production_scripts_that_a_page_wants_all_are_one(monkeypatch):
    media = admin.site.get_model_admin(Article).media + Media(js=["own.js"])
    whole = lighter(media, production=True, monkeypatch=monkeypatch)
    assert {*whole} == {"newsroom/django-list.js", "own.js"}
    separate = lighter(media, production=False, monkeypatch=monkeypatch)
    assert {"admin/js/jquery.init.js", "admin/js/core.js", "own.js"} <= {*separate}


def test_select2_still_meets_jquery_before_its_name_is_taken_away(monkeypatch):
    names = ["vendor/jquery/jquery.min.js", "vendor/select2/select2.full.min.js", "vendor/select2/i18n/fr.js"]
    names += ["jquery.init.js", "core.js", "admin/RelatedObjectLookups.js", "actions.js"]
    media = Media(js=[f"admin/js/{name}" for name in names])
    assert lighter(media, production=True, monkeypatch=monkeypatch) == [
        "newsroom/django-select.js",
        "admin/js/vendor/select2/i18n/fr.js",
        "newsroom/django-admin.js",
    ]


def test_scripts_that_fill_a_field_from_another_come_only_where_one_is(monkeypatch):
    media = Media(js=["admin/js/urlify.js", Script("own.js", type="module")])
    assert lighter(media, production=False, monkeypatch=monkeypatch) == ["own.js"]
    assert scripts_of(bundles.lightened(media, prepopulates=True)) == ["admin/js/urlify.js", "own.js"]


@pytest.mark.django_db
def test_an_authors_address_is_still_made_from_the_name(admin_client):
    page = admin_client.get("/admin/articles/author/add/").content.decode()
    assert "admin/js/urlify.js" in page
    assert "admin/js/prepopulate_init.js" in page
    assert "prepopulate" not in admin_client.get("/admin/articles/topic/add/").content.decode()


@pytest.mark.django_db
def test_a_field_that_names_another_record_opens_it_and_does_not_delete_it(admin_client):
    page = admin_client.get("/admin/people/appointment/add/").content.decode()
    assert "change_id_post" in page
    assert "add_id_post" in page
    assert "delete_id_post" not in page
    assert "icon-viewlink" not in page


@pytest.mark.django_db
def test_a_page_without_the_sidebar_links_neither_its_sheet_nor_its_script(admin_client):
    for path, shown in [("/admin/articles/article/", False), ("/admin/articles/author/", True)]:
        page = admin_client.get(path).content.decode()
        assert ("nav_sidebar" in page) is shown, path
        assert ('id="nav-sidebar"' in page) is shown, path
