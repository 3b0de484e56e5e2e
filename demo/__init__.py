"""A pretend Telegram: Bot API server, people who act on it, and a chat page in the browser; and a mail server.

Speaks HTTP and SMTP only, imports nothing of ours and is imported by tests and by ``app``'s demo command. Every Bot API
object is built and read with aiogram's types, so that the product's python-telegram-bot meets a second,
independent implementation on the wire.

Alone: ``python -m demo --port 8081``. In a program or a test::

    from demo.people import Demo
    from demo.server import start

    server = await start()                                # a free port on 127.0.0.1
    async with Demo(server.url) as demo:
        lea = await demo.user("Léa Exemple", language="fr")
        await lea.start("invitation")
        await lea.says("8h30")
        card = await lea.sees("Ordre d'intervention")
        await lea.taps("Accepter")
    await server.stop()

``server.api_url`` is what a bot needs as base address, ``server.token`` its token; ``server.postbox.url`` is where
letters go, which ``demo.mailbox`` reads.
"""
