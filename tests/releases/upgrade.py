"""`python -m tests.releases.upgrade`: migrates the database of DATABASE_URL; says in JSON how it then is."""

import json
import os
import sys

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from articles.models import AuditEntry, Edition
    from newsroom import database

    call_command("migrate", verbosity=0)
    client = Client(headers={"host": "localhost"})
    first = Edition.objects.get(slug="sacred-calling", number=1)
    pages = ["/", "/news/", "/people/", "/people/ban-ki-moon/", "/feed.atom", "/sitemap.xml"]
    pages += [first.get_absolute_url() + "editions/"]
    pages += [edition.get_absolute_url() for edition in Edition.objects.live()]
    search = client.get("/search/?q=sacred").content.decode()
    verdict = AuditEntry.objects.verify()
    told = {
        "missing": [str(piece) for piece in database.missing(connection)],
        "pages": {path: client.get(path).status_code for path in pages},
        "found": first.get_absolute_url() in search,
        "audit": str(verdict.broken or verdict.right),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
