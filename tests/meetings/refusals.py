"""How a meeting's acts are refused: who sees the meeting is forbidden (403), to others it isn't there (404)."""

REFUSED = [("invited", 403), ("member", 403), ("outsider", 404)]
