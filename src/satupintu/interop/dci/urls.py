"""The DCI API; paths as the specification writes them, under /dci/."""

from django.urls import path

from . import views

app_name = "dci"
_CALLBACKS = ("on-search", "on-subscribe", "on-unsubscribe", "notify")
urlpatterns = [
    *(
        path(f"dci/registry/{action}", views.acknowledged, {"action": action}, name=action)
        for action in ("search", "subscribe", "unsubscribe")
    ),
    *(path(f"dci/registry/{action}", views.noted, {"action": action}, name=action) for action in _CALLBACKS),
    path("dci/registry/txn/status", views.acknowledged, {"action": "txn-status"}, name="txn-status"),
    path("dci/registry/txn/on-status", views.noted, {"action": "txn-on-status"}, name="txn-on-status"),
    path("dci/registry/sync/search", views.at_once, {"action": "search"}, name="sync-search"),
    path("dci/registry/sync/txn/status", views.at_once, {"action": "txn-status"}, name="sync-txn-status"),
    path("dci/keys.json", views.keys, name="keys"),
    path("dci/registry/<path:rest>", views.nowhere, name="nowhere"),
]
