"""Typing into the search fields of select2 as a person does: after the field is there."""

from playwright.sync_api import expect


def type_to_find(page, typed, **options):
    """Type into the search field that has just been opened, once the cursor stands in it."""
    expect(page.locator(".select2-search__field:focus")).to_have_count(1)
    page.keyboard.type(typed, **options)
