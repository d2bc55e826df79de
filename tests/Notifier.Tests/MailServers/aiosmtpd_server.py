"""aiosmtpd_server.py FOLDER PORT [plain|sequential]: keeps each mail as FOLDER/maildir/new/N.

With STARTTLS and sign-in (notifier / correct horse), or in the clear: plain says that it takes commands in a row, sequential does not.
"""

import itertools
import os
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

folder, port, mode = sys.argv[1], int(sys.argv[2]), (sys.argv[3:] or ["secure"])[0]
new = os.path.join(folder, "maildir", "new")
os.makedirs(new, exist_ok=True)
numbers = itertools.count(1)


class Store:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        # It answers commands in the order they come, whether they came alone or not.
        return responses if mode == "sequential" else responses[:-1] + ["250-PIPELINING"] + responses[-1:]

    async def handle_DATA(self, server, session, envelope):
        name = os.path.join(new, f"{next(numbers):06}")
        with open(name + ".part", "wb") as file:
            file.write(f"X-Envelope-To: {','.join(envelope.rcpt_tos)}\r\n".encode() + envelope.original_content)
        os.rename(name + ".part", name)
        return "250 2.0.0 kept"


def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"notifier", b"correct horse")
    return AuthResult(success=good, handled=good)


options = {}
if mode == "secure":
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True, "authenticator": check}

controller = Controller(Store(), hostname="127.0.0.1", port=port, **options)
controller.start()
signal.sigwait([signal.SIGTERM, signal.SIGINT])
controller.stop()
