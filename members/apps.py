from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Members")

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from members import events
        from members.outbox import BUNDLE, BUNDLE_OF_NEWS, DIGEST
        from members.services import digest, engagement_reminders, erasures, mail_events
        from members.services.invitations import INVITED, is_still_open
        from members.services.mandates import BEGUN, still_holds
        from members.services.people import NOTICES_CHANGED
        from members.services.second_factor import enrolled
        from members.services.terms import ENDING

        events.register("members", "contact_changed", urgent=True)
        events.register("members", NOTICES_CHANGED)
        events.register("members", ENDING)
        events.register("members", BEGUN, still_wanted=still_holds)
        for event in (DIGEST, BUNDLE_OF_NEWS):
            events.register("members", event, still_wanted=digest.a_part_is_wanted, notice=True)
        events.register("members", BUNDLE, still_wanted=digest.a_part_is_wanted)
        events.register("members", erasures.ASKED)
        events.register("members", erasures.DECLINED)
        events.register("members", engagement_reminders.DUE, still_wanted=engagement_reminders.is_still_due)
        authenticator_added.connect(enrolled)
        if settings.MAIL_SERVICE:
            from anymail.signals import tracking

            tracking.connect(mail_events.heard)
        events.register("members", INVITED, still_wanted=is_still_open, sensitive=True, urgent=True)
