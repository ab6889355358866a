from alianza.views.health import healthz
from alianza.views.home import home

__all__ = ["healthz", "home"]
