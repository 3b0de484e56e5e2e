"""Letters that come back later: the mails that mail servers send about them are read, and made-up ones are not."""

import pytest

from courier.bounces import Bounce, bounce_in, letter_name

KEY = b"k" * 32
ADDRESS = "claude@boulangerie.example"
NAME = letter_name(KEY, "report", 42, "ask", 7, ADDRESS)
BACK = Bounce("report", 42, "ask", 7, ADDRESS, "550 5.1.1 No such user")


def notice(*, name: str = NAME, action: str = "failed", headers_only: bool = False, folded: bool = False) -> bytes:
    """As mail servers write it."""
    returned = "text/rfc822-headers" if headers_only else "message/rfc822"
    gap = "\r\n " if folded else " "
    return (
        f"""\
From: Mail Delivery System <MAILER-DAEMON@mail.example>
To: rapports@froid.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Tue, 24 Nov 2026 11:30:00 +0000

Final-Recipient: rfc822; claude@boulangerie.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp;{gap}550 5.1.1 No such user

--b1
Content-Type: {returned}

From: Froid <rapports@froid.example>
To: claude@boulangerie.example
Subject: Votre rapport
Message-ID:{gap}<{name}@froid.example>

Bonjour
--b1--
""".replace("\r\n", "\n")
        .replace("\n", "\r\n")
        .encode()
    )


@pytest.mark.parametrize("headers_only", [True, False])
@pytest.mark.parametrize("folded", [True, False])
def test_a_notice_says_which_letter_came_back_and_why(headers_only: bool, folded: bool) -> None:
    assert bounce_in(notice(headers_only=headers_only, folded=folded), KEY) == BACK


def test_a_notice_in_letters_that_nobody_knows_is_read_all_the_same() -> None:
    odd = notice(headers_only=True).replace(b"text/rfc822-headers", b"text/rfc822-headers; charset=unknown-8bit")
    assert bounce_in(odd, KEY) == BACK


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_what_is_only_late_has_not_come_back(action: str) -> None:
    assert bounce_in(notice(action=action), KEY) is None


@pytest.mark.parametrize(
    "name",
    [
        "report.42.ask.7." + "0" * 32,
        NAME.replace("report.42", "report.43"),
        NAME.replace(".ask.", ".sealed."),
        letter_name(b"another house's key" * 2, "report", 42, "ask", 7, ADDRESS),
        letter_name(KEY, "report", 42, "ask", 7, "somebody@else.example"),
        "something-else",
        "report." + "9" * 40 + ".ask.7." + "0" * 32,
    ],
)
def test_nobody_makes_up_that_a_letter_came_back(name: str) -> None:
    assert bounce_in(notice(name=name), KEY) is None


@pytest.mark.parametrize(
    "mail",
    [b"", b"\x00\xff" * 100, b"Subject: Hello\r\n\r\nThank you for the report.", notice()[:700],
     notice().replace(b"message/delivery-status", b"text/plain"),
     notice(name="").replace(b"<@froid.example>", b"[[[>"), notice().replace(b"To: claude", b"Cc: claude"),
     b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" * 2000,
     b"Content-Type: multipart/report\r\n\r\n", notice().replace(b"boundary=", b"b=")],
)  # fmt: skip
def test_any_other_mail_is_let_be(mail: bytes) -> None:
    assert bounce_in(mail, KEY) is None


def test_what_is_told_stays_one_line() -> None:
    long = notice().replace(b"550 5.1.1 No such user", b"550 " + "très long ".encode() * 100)
    found = bounce_in(long, KEY)
    assert found is not None
    assert len(found.reason) <= 200
    assert found.reason.isprintable()
