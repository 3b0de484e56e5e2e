"""The client's scenes: their mailbox, and a browser without JavaScript, over real HTTP. Used by `scenes`."""

import base64
from html.parser import HTMLParser

import aiohttp

from app.play.pictures import signature
from app.play.stage import Play
from templates.wording import wording


class _Forms(HTMLParser):
    """The hidden fields of a page's forms, and where the last form goes."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.hidden[str(found["name"])] = found.get("value") or ""


async def gives_their_word(play: Play) -> None:
    """Open the link in the letter, read, sign with a drawing, say the word."""
    part, paper, who = play.part, play.paper, play.part.signatory
    printed = wording(part.client_language)
    link = (await play.client.receives(holding="/c/")).link
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as browser:
        async with browser.get(link) as page:
            page.raise_for_status()
            door = _Forms()
            door.feed(await page.text())
        async with browser.post(link, data=door.hidden) as page:
            page.raise_for_status()
            form = _Forms()
            form.feed(await page.text())
            address = page.url
        drawing = base64.b64encode(signature(part.dice)).decode()
        fields = {
            **form.hidden,
            "name": who,
            "role": part.role,
            "remarks": part.remarks,
            "stars": str(part.stars),
            "word": part.word,
            "consent": "yes",
            "signature": f"data:image/png;base64,{drawing}",
        }
        async with browser.post(address, data=fields) as page:
            page.raise_for_status()
    paper.note(who, "name", who, who)
    paper.note(who, "role", part.role, part.role)
    paper.note(who, "remarks", part.remarks, part.remarks)
    paper.note(who, "word", part.word, printed(f"pdf.mark.{part.word}"))


async def gets_the_sealed_report(play: Play) -> None:
    """A letter brings the very file that the office channel has."""
    letter = await play.client.receives(holding=".pdf")
    if await letter.download() != play.pdf:
        raise AssertionError("the client was sent another file than the office")
