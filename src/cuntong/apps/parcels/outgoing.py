"""Requests that leave the house: only to addresses that an officer entered, and never to the house's own network.

Note [Where a request may go]
The host is resolved once, every address it has must be a public one, and the connection is made to that very address:
a name that points elsewhere a moment later reaches nothing. Redirections are not followed. An installation whose
listeners stand in its own network names them in CUNTONG_WEBHOOK_NETWORKS.
"""

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

TIMEOUT_SECONDS = 10
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: whether the message was taken (any 2xx), and the answer in a few words."""

    taken: bool
    words: str


def check_url(url: str) -> None:
    """Refuses an address that no request may go to.

    Raises:
        ValidationError: no http or https, a user name in it, no host, or a literal address of an own network.
    """
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        parts = None
    if parts is None or parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        raise ValidationError(
            {"url": _("Enter an address that begins with https:// or http:// and names a host.")}
        )
    literal = _literal(parts.hostname)
    if literal is not None and not _is_allowed(literal):
        raise ValidationError({"url": _("This address lies inside the house's own network.")})


def _literal(host: str):
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_allowed(address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    if any(mapped in ipaddress.ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return mapped.is_global and not mapped.is_multicast


def post(url: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Sends a message and says what came back; every failure is an answer, never an exception."""
    try:
        check_url(url)
        return _post(urlsplit(url), body, headers)
    except ValidationError as refusal:
        return Answer(False, "; ".join(refusal.messages))
    except (OSError, http.client.HTTPException) as failure:
        return Answer(False, f"{type(failure).__name__}: {failure}")


def _post(parts: SplitResult, body: bytes, headers: dict[str, str]) -> Answer:
    port = parts.port or _PORTS[parts.scheme]
    found = {info[4][0] for info in socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)}
    if not all(_is_allowed(ipaddress.ip_address(one)) for one in found):
        return Answer(False, _("This address lies inside the house's own network."))
    raw = socket.create_connection((sorted(found)[0], port), timeout=TIMEOUT_SECONDS)
    with raw:
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT_SECONDS)
        connection.sock = raw
        if parts.scheme == "https":
            connection.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        response.read(1024)
        connection.close()
    return Answer(200 <= response.status < 300, f"HTTP {response.status}")
