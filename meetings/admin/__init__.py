from meetings.admin import agreements, meetings, minutes, swot

__all__ = ["agreements", "meetings", "minutes", "swot"]
