"""The keys by which likely duplicates are found, for the names that there are."""

from django.db import migrations

from newsroom.lib.names import any_order, fold

CHUNK = 500


def fill(apps, schema_editor):
    persons, names = apps.get_model("people", "Person"), apps.get_model("people", "PersonName")
    changed = []
    for person in persons.objects.iterator(CHUNK):
        parts = [person.given_name, person.family_name]
        if person.name_order == "family-first":
            parts.reverse()
        person.name_key = any_order(person.display_name or " ".join(filter(None, parts)))
        initial = f"{person.family_name} {fold(person.given_name)[:1]}"
        person.initial_key = fold(initial if person.family_name else person.given_name)
        changed.append(person)
    persons.objects.bulk_update(changed, ["name_key", "initial_key"], CHUNK)
    changed = []
    for name in names.objects.iterator(CHUNK):
        name.name_key = any_order(name.text)
        changed.append(name)
    names.objects.bulk_update(changed, ["name_key"], CHUNK)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_mending")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
