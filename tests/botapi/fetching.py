"""Methods by which the bot gets updates: getUpdates, and the webhook ones."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.botapi.errors import APIError, bad_request
from tests.botapi.params import JSON, decoded, flag, integer, text
from tests.botapi.webhook import Webhook

if TYPE_CHECKING:
    from tests.botapi.server import BotAPI

_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def get_updates(server: BotAPI, params: JSON) -> bytes:
    """getUpdates, its result as JSON."""
    if server.webhook:
        await server.updates.refuse(APIError(409, _ACTIVE))
    server.updates.allow(decoded(params, "allowed_updates", "allowed updates"))
    timeout = integer(params, "timeout", 0, 0, 50)
    return await server.updates.poll(integer(params, "offset"), integer(params, "limit", 100, 1, 100), timeout)


def set_webhook(server: BotAPI, params: JSON) -> bool:
    """setWebhook; an empty url deletes. Twice within server.webhook_pause seconds is 429, as on the real server."""
    url = text(params, "url")
    if not url:
        return delete_webhook(server, params)
    now = time.monotonic()
    if now < server.next_webhook:
        raise APIError(429, "Too Many Requests: retry after 1", retry_after=1)
    server.next_webhook = now + server.webhook_pause
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if flag(params, "drop_pending_updates"):
        server.updates.clear()
    server.updates.allow(decoded(params, "allowed_updates", "allowed updates"))
    server.updates.end_poll("Conflict: terminated by setWebhook request")
    connections = integer(params, "max_connections", 40, 1, 100)
    server.set_webhook(Webhook(url, text(params, "secret_token"), connections))
    return True


def delete_webhook(server: BotAPI, params: JSON) -> bool:
    """deleteWebhook."""
    server.set_webhook(None)
    if flag(params, "drop_pending_updates"):
        server.updates.clear()
    return True


def get_webhook_info(server: BotAPI, params: JSON) -> JSON:
    """getWebhookInfo."""
    hook = server.webhook
    info: JSON = {"url": hook.url if hook else "", "has_custom_certificate": False}
    info["pending_update_count"] = server.pending()
    if hook:
        info["max_connections"] = hook.max_connections
        info["ip_address"] = "127.0.0.1"
        if hook.error:
            info |= {"last_error_date": int(hook.error_at), "last_error_message": hook.error}
    if server.updates.allowed is not None:
        info["allowed_updates"] = sorted(server.updates.allowed)
    return info
