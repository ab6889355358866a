from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from alianza.demo.static_files import newer


class Command(BaseCommand):
    help = "Compile the translations (locale/*/LC_MESSAGES/django.po) that changed; gettext needn't be installed."

    def handle(self, **options) -> None:
        sources = sorted(source for root in settings.LOCALE_PATHS for source in Path(root).glob("*/LC_MESSAGES/*.po"))
        stale = [source for source in sources if not newer(source.with_suffix(".mo"), source)]
        for source in stale:
            compile_catalog(source)
        self.stdout.write(f"{len(stale)} of {len(sources)} catalogs compiled.")


def compile_catalog(source: Path) -> None:
    """Written beside and renamed, so that a process that reads it meanwhile never sees half a catalog."""
    fresh = source.with_suffix(".mo.new")
    try:
        polib.pofile(str(source)).save_as_mofile(str(fresh))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{source} can't be compiled: {error}") from error
    fresh.replace(source.with_suffix(".mo"))
