from actionplans.admin import comments, deliveries, items, plans, versions

__all__ = ["comments", "deliveries", "items", "plans", "versions"]
