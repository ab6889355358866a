import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class RecipientList(models.Model):
    """Persons whom coordinators write to again and again, under a name."""

    name = models.CharField(
        _("name of the list"),
        max_length=100,
        unique=True,
        error_messages={"unique": _("There is a list of that name already.")},
    )
    people = models.ManyToManyField("members.Person", blank=True, related_name="+", verbose_name=_("persons"))

    class Meta:
        verbose_name = _("list of recipients")
        verbose_name_plural = _("lists of recipients")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("actionplans:recipient_list_update", args=[self.pk])


@pghistory.track(obj_field=None)
class RecipientListPerson(RecipientList.people.through):
    class Meta:
        proxy = True
