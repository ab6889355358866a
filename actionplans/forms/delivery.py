from django import forms
from django.utils.translation import gettext_lazy as _


class AnswerForm(forms.Form):
    """`by_address`: asks for the address of the mail too, which whoever was passed the link doesn't know."""

    email = forms.EmailField(
        label=_("The e-mail address that this was sent to"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )

    def __init__(self, *args, by_address: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not by_address:
            del self.fields["email"]


class AcknowledgeForm(AnswerForm):
    name = forms.CharField(label=_("Your name"), max_length=150)
    position = forms.CharField(label=_("Your position"), max_length=150, required=False)
    note = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("If you want to say something about it to whoever sent it."),
    )
    field_order = ["name", "position", "email", "note"]


class DeclineForm(AnswerForm):
    note = forms.CharField(
        label=_("Why, if you want to say it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "id": "id_decline_note"}),
    )
    field_order = ["email", "note"]
    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_decline_%s", **kwargs)
