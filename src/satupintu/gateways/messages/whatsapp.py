"""WhatsApp Cloud API: sends a code or a reminder in a template that Meta approved for the office.

One POST, so no library: https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates.
An authentication template holds the code and a button that copies it, and no link. A reminder's template is of the
utility kind: its body has two parts, what is due and the address to open.
"""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from . import GatewayProblem

API = "https://graph.facebook.com/v23.0"
_PATIENCE = 10  # seconds
_PASSING = {429, 500, 502, 503, 504}


class WhatsAppGateway:
    """`sender` is the id of the office's number, `token` a system user's; `template` and `reminder_template` are the
    names of the approved templates, the second empty where the office reminds nobody."""

    def __init__(
        self, *, token: str, sender: str, template: str, reminder_template: str = "", api: str = API
    ) -> None:
        if not (token and sender and template):
            raise GatewayProblem(
                "WhatsApp: isi SATUPINTU_WHATSAPP_TOKEN, _SENDER dan _TEMPLATE", is_final=True
            )
        self._token = token
        self._templates = {"sign_in_code": template, "plan_reminder": reminder_template}
        self._address = f"{api}/{sender}/messages"

    def send(self, *, to: str, template: str, words: Mapping[str, str], text: str) -> None:
        del text
        if not self._templates.get(template):
            raise GatewayProblem(f"WhatsApp: belum ada templat untuk {template}", is_final=True)
        parts = _code_parts(words["code"]) if template == "sign_in_code" else _reminder_parts(words)
        self._post(self._body(to, self._templates[template], parts))

    def _body(self, to: str, name: str, components: list[dict[str, Any]]) -> bytes:
        message = {
            "messaging_product": "whatsapp",
            "to": to.removeprefix("+"),
            "type": "template",
            "template": {"name": name, "language": {"code": "id"}, "components": components},
        }
        return json.dumps(message).encode()

    def _post(self, body: bytes) -> None:
        """The answer's own words may hold the number: only its status is told on."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self._address, body, headers)  # noqa: S310 - a fixed https address
        try:
            urllib.request.urlopen(request, timeout=_PATIENCE).close()  # noqa: S310
        except urllib.error.HTTPError as trouble:
            trouble.close()
            raise GatewayProblem(
                f"WhatsApp menjawab {trouble.code}", is_final=trouble.code not in _PASSING
            ) from None
        except (OSError, http.client.HTTPException):  # also an answer that is no HTTP, or is cut off
            raise GatewayProblem("WhatsApp tidak dapat dihubungi") from None


def _code_parts(code: str) -> list[dict[str, Any]]:
    parameters = [{"type": "text", "text": code}]
    return [
        {"type": "body", "parameters": parameters},
        {"type": "button", "sub_type": "url", "index": "0", "parameters": parameters},
    ]


def _reminder_parts(words: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"type": "body", "parameters": [{"type": "text", "text": words[one]} for one in ("what", "link")]}
    ]
