"""Names of topics with a sign at their end are folded anew: Canal+ is not Canal any more."""

from django.db import migrations
from django.db.models import Q

from newsroom.lib.names import fold


def fold_again(apps, schema_editor):
    for name in ("Topic", "TopicAlias"):
        rows = apps.get_model("articles", name).objects.filter(Q(name__contains="+") | Q(name__contains="#"))
        for row in rows:
            row.folded = fold(row.name)
            row.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0003_purges"), ("articles", "0001_initial")]
    operations = [migrations.RunPython(fold_again, migrations.RunPython.noop, elidable=True)]
