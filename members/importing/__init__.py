"""A list of organizations or people understood: columns, cells, likenesses. No database is written here."""
