"""manage.py import_popolo FILE.json: a Popolo document into the record, all or nothing."""

from people.exchange.command import ImportCommand
from people.exchange.popolo_in import import_popolo


class Command(ImportCommand):
    help = "Takes a Popolo document in: all of it or, with any fault, nothing. -v 2 names every change."

    def take(self, content, options, **kw):
        return import_popolo(content, **kw)
