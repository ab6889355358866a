from django.test import Client
from django.urls import reverse

from members.models import User


def browser_of(user: User) -> Client:
    """Another browser: logged in, and known in the list of that account's sessions."""
    client = Client()
    client.force_login(user)
    assert client.get(reverse("members:organization_list")).status_code == 200
    return client
