"""A bare aiogram echo behind a webhook, for `bench`: `python -m tests.faults.echo_bot API_URL PORT`."""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from aiohttp import web


def main(api_url: str, port: int) -> None:
    """Serve until killed: every text is sent back, then the update answered."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    bot, dispatcher = Bot("1:" + "x" * 30, session=session), Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> None:
        await message.answer(message.text or "–")

    async def hook(request: web.Request) -> web.Response:
        await dispatcher.feed_update(bot, Update.model_validate(await request.json(), context={"bot": bot}))
        return web.Response()

    application = web.Application()
    application.router.add_post("/telegram", hook)
    web.run_app(application, host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
