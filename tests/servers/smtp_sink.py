"""An SMTP server that keeps what it gets: PORT FOLDER [CERTIFICATE KEY [USER PASSWORD]].

Each message becomes FOLDER/mail-N.json (from, to, content) before it is acknowledged. While FOLDER/pause is there the
acknowledgement waits; while FOLDER/refuse is there every message is refused for now. With a certificate STARTTLS is
required, with a user a login, too.
"""

import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Keep:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def there(self, name):
        return os.path.exists(os.path.join(self.folder, name))

    async def handle_DATA(self, server, session, envelope):
        if self.there("refuse"):
            return "451 4.3.0 not now"
        self.count += 1
        kept = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": session.ssl is not None,
            "content": envelope.content.decode("ascii"),
        }
        path = os.path.join(self.folder, f"mail-{self.count}.json")
        with open(path + ".part", "w") as file:
            json.dump(kept, file)
        os.rename(path + ".part", path)
        while self.there("pause"):
            await asyncio.sleep(0.02)
        return "250 kept"


async def main(port, folder, certificate=None, key=None, user=None, password=None):
    settings = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        settings = {"tls_context": context, "require_starttls": True}
    if user:

        def login(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
            # Not handled: the answer, good or bad, is left to the server.
            return AuthResult(success=good, handled=False)

        settings |= {"authenticator": login, "auth_required": True, "auth_require_tls": bool(certificate)}
    keep = Keep(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(keep, hostname="localhost", **settings), "127.0.0.1", int(port))
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
