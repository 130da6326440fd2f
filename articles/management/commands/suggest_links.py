"""`manage.py suggest_links`: whom live stories name and do not link, or how good suggestions are."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.mentions import report
from articles.mentions.suggestions import Words, offered
from articles.models.edition import Edition
from articles.officials.link_desk import answers_of
from people import name_list

EXAMPLES = Path("tests/articles/mentions/held.jsonl")


class Command(BaseCommand):
    help = (
        "List the officials whom live stories name and nobody linked or dismissed. With --report: measure "
        "the suggestions on texts whose officials are known, and exit with 1 where a bar is missed. Changes "
        "nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--report",
            nargs="?",
            type=Path,
            const=settings.BASE_DIR / EXAMPLES,
            metavar="FILE",
            help="texts as JSON lines, or a folder of them; default: the held-out texts of the tests",
        )
        parser.add_argument(
            "--people",
            metavar="CSV",
            help="who is known to the report, as a table; default: officials.csv beside the texts, else the"
            " records of this newsroom",
        )

    def handle(self, *, report, people, **options):
        if report:
            self._report(report, people)
        else:
            self._list()

    def _report(self, path, people):
        try:
            examples = report.read_examples(path)
            names = self._names(path, people)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{path} cannot be read: {error}.") from error
        measured = report.measure(examples, names)
        for line in [*measured.lines(), *measured.faults]:
            self.stdout.write(line)
        if measured.misses:
            raise CommandError("Missed: " + "; ".join(measured.misses) + ".")
        self.stdout.write("Every bar holds.")

    def _names(self, path, people):
        folder = path if path.is_dir() else path.parent
        table = Path(people) if people else folder / "officials.csv"
        if people or table.exists():
            return report.read_officials(table)
        return name_list.load(by_slug=True)

    def _list(self):
        count = 0
        for edition in Edition.objects.live().newest_first().iterator():
            linked, dismissed = answers_of([edition.article_id])[edition.article_id]
            found = offered(Words.of(edition), linked=linked.keys(), dismissed=dismissed)
            open_ones = [one for one in found if not one.linked]
            for one in open_ones:
                who = " / ".join(str(person) for person in one.persons)
                said = one.places[0].reason
                self.stdout.write(f"{edition.get_absolute_url()}  {who}  {one.strength}  {one.role}  {said}")
            count += len(open_ones)
        self.stdout.write(f"{count} open suggestions.")
