from members.admin import mandates, organizations, outbox, people, users

__all__ = ["mandates", "organizations", "outbox", "people", "users"]
