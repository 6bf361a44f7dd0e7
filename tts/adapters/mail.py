"""The courier of mail: hands letters to an SMTP server, several over one connection."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage

from tts.adapters.fault_words import say_fault
from tts.adapters.letter import Inlay, one_line, write_letter
from tts.config_mail import MailServer, read_mail_url, read_sender
from tts.services.outbox import ClaimedMessage, Deferred, DeliveryFailure, Undeliverable, Unreachable

TIMEOUT = 10.0
TOO_LARGE = 552
NO_SERVICE = 421
LONGEST_ANSWER = 300
log = logging.getLogger(__name__)

Illustrate = Callable[[ClaimedMessage], Inlay | None]
"""Gives a message the picture that its mail carries, if it has one."""


class MailCourier:
    """Delivers rows with the destination “mail”; keeps its connection until `close()`."""

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        *,
        timeout: float = TIMEOUT,
        illustrate: Illustrate | None = None,
    ) -> None:
        self.server = server
        self.sender = sender
        self.timeout = timeout
        self.illustrate = illustrate
        self.trusted = ssl.create_default_context()
        self._line: smtplib.SMTP | None = None

    def send(self, message: ClaimedMessage) -> None:
        """Hand one letter in; raises Undeliverable, Deferred or Unreachable with the server's own words.

        Raises Unsent for a letter that cannot be written.
        """
        plain = write_letter(message, self.sender)
        line = self._open_line()
        pictured = self._pictured(message)
        try:
            if pictured is None or not self._fits(line, pictured):
                self._hand_in(line, plain)
        except (smtplib.SMTPException, OSError) as error:
            failure = read_refusal(error, self.server)
            if isinstance(failure, Unreachable):
                self.close()
            raise failure from error

    def _pictured(self, message: ClaimedMessage) -> EmailMessage | None:
        """The letter with its picture; whatever goes wrong with that, the mail leaves without one."""
        if self.illustrate is None:
            return None
        try:
            inlay = self.illustrate(message)
            return None if inlay is None else write_letter(message, self.sender, inlay)
        except Exception:
            log.exception("The picture of message %s could not be drawn: it leaves without.", message.key)
            return None

    def _fits(self, line: smtplib.SMTP, pictured: EmailMessage) -> bool:
        """Hand a letter with a picture in; False where that makes it too large for the server."""
        try:
            self._hand_in(line, pictured)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            if error.smtp_code == TOO_LARGE:
                return False
            raise
        return True

    def _hand_in(self, line: smtplib.SMTP, letter: EmailMessage) -> None:
        line.send_message(letter, self.sender.addr_spec, _recipients(letter))

    def greet(self) -> None:
        """Connect as for a letter, and write none; raises Unreachable."""
        self._open_line()

    def close(self) -> None:
        """Say goodbye, if somebody still listens."""
        line, self._line = self._line, None
        if line is not None:
            _hang_up(line)

    def _open_line(self) -> smtplib.SMTP:
        """The connection kept, if it still answers, or a new one."""
        if self._line is not None and not _answers(self._line):
            self.close()
        if self._line is None:
            self._line = self._connect()
        return self._line

    def _connect(self) -> smtplib.SMTP:
        server, name = self.server, self.sender.domain
        line: smtplib.SMTP | None = None
        try:
            if server.is_tls:
                line = smtplib.SMTP_SSL(
                    server.host, server.port, name, timeout=self.timeout, context=self.trusted
                )
            else:
                line = smtplib.SMTP(server.host, server.port, name, timeout=self.timeout)
            if server.starttls:
                line.starttls(context=self.trusted)
            if server.user:
                line.login(server.user, server.password)
        except (smtplib.SMTPException, OSError) as error:
            if line is not None:
                line.close()
            raise Unreachable(_say_unreachable(error, server)) from error
        return line


def mail_courier(
    url: str | None, sender: str | None, *, timeout: float = TIMEOUT, illustrate: Illustrate | None = None
) -> MailCourier | None:
    """The courier that MAIL_URL and MAIL_FROM ask for; None where mail is not set up."""
    if not (url and sender):
        return None
    name, address = read_sender(sender)
    address_of_sender = Address(one_line(name, 120), addr_spec=address)
    return MailCourier(read_mail_url(url), address_of_sender, timeout=timeout, illustrate=illustrate)


def read_refusal(error: Exception, server: MailServer) -> DeliveryFailure:
    """Whose fault it was that a letter was not taken, and whether trying again may help."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _read_answer(*next(iter(error.recipients.values())), server)
    if isinstance(error, smtplib.SMTPDataError):
        return _read_answer(error.smtp_code, error.smtp_error, server)
    if isinstance(error, smtplib.SMTPSenderRefused) and error.smtp_code == TOO_LARGE:
        return Undeliverable(_say_answer(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undeliverable(f"The mail server cannot take this letter: {error}")
    return Unreachable(_say_unreachable(error, server))


def _read_answer(code: int, words: bytes | str, server: MailServer) -> DeliveryFailure:
    said = _say_answer(code, words)
    if code == NO_SERVICE:
        return Unreachable(f"The mail server {server.host} has no time: {said}")
    return Undeliverable(said) if code >= 500 else Deferred(said)


def _say_answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"The mail server said: {code} {one_line(text, LONGEST_ANSWER)}"


def _say_unreachable(error: Exception, server: MailServer) -> str:
    """Why the server could not be used; its answer to a log-in is told, what we sent is not."""
    if isinstance(error, smtplib.SMTPResponseException):
        why = _say_answer(error.smtp_code, error.smtp_error)
    else:
        why = say_fault(error, LONGEST_ANSWER)
    return f"The mail server {server.host}:{server.port} cannot be used: {why}"


def _recipients(letter: EmailMessage) -> list[str]:
    return [address.addr_spec for address in letter["To"].addresses]


def _answers(line: smtplib.SMTP) -> bool:
    try:
        return line.noop()[0] == 250
    except (smtplib.SMTPException, OSError):
        return False


def _hang_up(line: smtplib.SMTP) -> None:
    try:
        line.quit()
    except (smtplib.SMTPException, OSError):
        line.close()
