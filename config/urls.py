from django.urls import include, path

from config import health
from notifications import views as notifications

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("health/queue", notifications.health, name="health-queue"),
    path("", include("accounts.urls")),
    path("account/", include("accounts.sign_in_urls")),
    path("", include("brokerage.urls")),
    path("children/", include("children.urls")),
    path("carers/", include("carers.urls")),
    path("", include("placements.urls")),
    path("reports/", include("evaluation.urls")),
    path("messages/", include("notifications.urls")),
    path("", include("ui.urls")),
]
