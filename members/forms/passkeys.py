"""allauth's forms for passkeys: what no browser makes is refused like a wrong passkey and breaks no page."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.forms.fields import InvalidJSONInput
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

BROKEN = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


class CredentialField(forms.JSONField):
    """What a browser says of a passkey. `reads` raises one of BROKEN where it is none."""

    widget = forms.HiddenInput

    def __init__(self, *, reads: Callable, **kwargs):
        super().__init__(**kwargs)
        self.reads = reads

    def to_python(self, value: str) -> dict:
        try:
            credential = super().to_python(value)
            self.reads(credential)
        except BROKEN as broken:
            raise get_adapter().validation_error("incorrect_code") from broken
        return credential

    def bound_data(self, data: str, initial) -> str:
        """It is good for one try, so the page that refuses it does without."""
        return InvalidJSONInput("")


class AddForm(passkeys.AddWebAuthnForm):
    credential = CredentialField(reads=RegistrationResponse.from_dict)


class SecondFactorForm(passkeys.AuthenticateWebAuthnForm):
    credential = CredentialField(reads=AuthenticationResponse.from_dict)


class LoginForm(passkeys.LoginWebAuthnForm):
    credential = CredentialField(reads=AuthenticationResponse.from_dict)


class ReauthenticateForm(passkeys.ReauthenticateWebAuthnForm):
    credential = CredentialField(reads=AuthenticationResponse.from_dict)
