"""The server: aiosmtpd's, with what a test asked for."""

import asyncio
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def serve(chosen):
    """Listens, tells where, and takes mail until the process ends."""
    asyncio.run(listen(chosen))


async def listen(chosen):
    context = None
    if chosen.certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(chosen.certificate, chosen.key)
    offers_starttls = context is not None and not chosen.tls

    def session():
        return SMTP(
            Taker(chosen.refuse),
            hostname="mail.test",
            tls_context=context if offers_starttls else None,
            require_starttls=offers_starttls,
            auth_required=chosen.user is not None,
            auth_require_tls=False,
            authenticator=Gate(chosen.user, chosen.password) if chosen.user else None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, chosen.address, 0, ssl=context if chosen.tls else None)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await server.serve_forever()


class Gate:
    """Who may send."""

    def __init__(self, user, password):
        self.wanted = (user.encode(), password.encode())

    def __call__(self, server, session, envelope, mechanism, data):
        return AuthResult(success=(data.login, data.password) == self.wanted, handled=False, auth_data=data)


class Taker:
    """Prints what it takes."""

    def __init__(self, refused):
        self.refused = refused

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.refused:
            return "550 5.1.1 there is nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        taken = {
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "text": envelope.original_content.decode("ascii"),
            "tls": session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
            "user": session.auth_data.login.decode() if session.auth_data else None,
        }
        print(json.dumps(taken), flush=True)
        return "250 OK"
