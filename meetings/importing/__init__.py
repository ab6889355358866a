"""Minutes that were written elsewhere, understood as far as they say it. Nothing is written here."""
