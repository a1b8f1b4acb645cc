"""Mail goes out where a server for it is configured; without one there is a text to copy."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from reportedly.desk.settings import Settings

_PATIENCE = 20.0  # seconds


class MailError(Exception):
    """The mail did not go out; the message says why, in one line."""


def configured(settings: Settings) -> bool:
    """Whether mail can go out."""
    return settings.smtp is not None


def send(settings: Settings, to: str, subject: str, text: str) -> str:
    """Send a plain text to an address; gives the id of the message.

    Raises MailError where no server is configured, or it does not take the mail.
    """
    if settings.smtp is None or settings.mail_from is None:
        raise MailError("no mail server is configured: copy the text and send it yourself")
    message = EmailMessage()
    try:
        message["From"], message["To"] = settings.mail_from, to
        message["Subject"] = " ".join(subject.split())
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=urlsplit(settings.url).hostname)
        message.set_content(text)
    except ValueError:
        raise MailError(f"“{to}” is no mail address") from None
    if "@" not in to or len(message["To"].addresses) != 1:
        raise MailError(f"“{to}” is no mail address")
    server = urlsplit(settings.smtp.get_secret_value())
    host, tls = server.hostname or "", server.scheme == "smtps"
    try:
        context = ssl.create_default_context()
        opened = smtplib.SMTP_SSL(host, server.port or 465, timeout=_PATIENCE, context=context) if tls else None
        with opened or smtplib.SMTP(host, server.port or 587, timeout=_PATIENCE) as smtp:
            smtp.ehlo()
            if not tls and smtp.has_extn("starttls"):
                smtp.starttls(context=context)
                smtp.ehlo()
            if server.username:
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(f"the mail server did not take it: {' '.join(str(error).split())}") from None
    return str(message["Message-ID"])
