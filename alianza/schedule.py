"""What beat asks the workers for, and how often, in seconds. Each task finds out by itself what is due."""

HOUR = 3600


def schedule(*, sweep_seconds: int, reads_notices: bool) -> dict[str, dict]:
    """`reads_notices`: there is a mailbox to which mails come back."""
    asked = {
        "sweep-outbox": ("members.tasks.sweep", sweep_seconds),
        "gather-digests": ("alianza.tasks.gather_digests", sweep_seconds),
        "remind-reviews": ("actionplans.tasks.remind_reviews", HOUR),
        "remind-reports": ("actionplans.tasks.remind_reports", HOUR),
        "tell-meeting-changes": ("meetings.tasks.tell_changes", 60),
        "remind-agreements": ("meetings.tasks.remind_agreements", HOUR),
        "approve-minutes": ("meetings.tasks.approve_minutes", 600),
        "escalate-overdue": ("actionplans.tasks.escalate_overdue", HOUR),
        "remind-steps": ("alianza.tasks.remind_steps", HOUR),
        "mind-terms": ("alianza.tasks.mind_terms", HOUR),
    }
    if reads_notices:
        asked["take-notices"] = ("members.tasks.take_notices", 300)
    return {name: {"task": task, "schedule": seconds} for name, (task, seconds) in asked.items()}
