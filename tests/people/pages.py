"""Posting the admin's forms as a browser would: everything the page holds, with some fields changed."""

from django.urls import reverse


def url(page, *args):
    return reverse(f"admin:people_{page}", args=args)


def filled(response):
    """The values of the form on this page, rows included, as a browser would post them."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context.get("inline_admin_formsets", []):
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [form[name] for form in forms for name in form.fields]
    data = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in data.items() if value is not None and value is not False}


def save(client, address, **changes):
    return client.post(address, {**filled(client.get(address)), **changes})
