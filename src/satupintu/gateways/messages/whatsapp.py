"""WhatsApp Cloud API: sends the code in an authentication template that Meta approved for the office.

One POST, so no library: https://developers.facebook.com/docs/whatsapp/business-management-api/authentication-templates.
An authentication template holds the code and a button that copies it, and no link.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping

from . import GatewayProblem

API = "https://graph.facebook.com/v23.0"
_PATIENCE = 10  # seconds
_PASSING = {429, 500, 502, 503, 504}


class WhatsAppGateway:
    """`sender` is the id of the office's number, `template` the approved template's name, `token` a system user's."""

    def __init__(self, *, token: str, sender: str, template: str, api: str = API) -> None:
        if not (token and sender and template):
            raise GatewayProblem(
                "WhatsApp: isi SATUPINTU_WHATSAPP_TOKEN, _SENDER dan _TEMPLATE", is_final=True
            )
        self._token, self._template = token, template
        self._address = f"{api}/{sender}/messages"

    def send(self, *, to: str, template: str, words: Mapping[str, str], text: str) -> None:
        del text
        if template != "sign_in_code":
            raise GatewayProblem(f"WhatsApp: belum ada templat untuk {template}", is_final=True)
        self._post(self._body(to, words["code"]))

    def _body(self, to: str, code: str) -> bytes:
        parameters = [{"type": "text", "text": code}]
        components = [
            {"type": "body", "parameters": parameters},
            {"type": "button", "sub_type": "url", "index": "0", "parameters": parameters},
        ]
        message = {
            "messaging_product": "whatsapp",
            "to": to.removeprefix("+"),
            "type": "template",
            "template": {"name": self._template, "language": {"code": "id"}, "components": components},
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
        except OSError:
            raise GatewayProblem("WhatsApp tidak dapat dihubungi") from None
