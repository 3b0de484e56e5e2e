"""An answer with an update that nobody can read: the others are read, and that one is left as it came."""

import json

import pytest
from telegram.error import TelegramError

from bot.batch import UNREADABLE, read_answer, read_update

DEEP = '{"update_id":7,"message":' + '{"reply_to_message":' * 3000 + "{}" + "}" * 3001
LONG = '{"update_id":7,"message":{"date":' + "9" * 5000 + "}}"


@pytest.mark.parametrize("odd", [DEEP, LONG, '{"update_id":7,"x":nothing}'])
def test_one_that_cannot_be_read_does_not_take_the_others_with_it(odd: str) -> None:
    good = [{"update_id": n, "message": {"text": f'é 😀 "{{[\\ {n}'}} for n in (6, 8)]
    payload = f'{{"ok":true,"result":[{json.dumps(good[0])},{odd} , {json.dumps(good[1])}]}}'
    assert read_answer(payload.encode())["result"] == [good[0], {"update_id": 7, UNREADABLE: odd}, good[1]]


def test_what_is_no_update_at_all_is_left_out() -> None:
    assert read_answer(b'{"ok":true,"result":["x",5,null,{"update_id":1}]}')["result"] == [{"update_id": 1}]
    assert read_answer(b'{"ok":true,"result":true}') == {"ok": True, "result": True}


@pytest.mark.parametrize("payload", [b"", b"<html>", b"[]", b'{"ok":true,"result":[', b'{"ok":true,"result":[{"update'])
def test_what_is_no_answer_is_refused(payload: bytes) -> None:
    with pytest.raises(TelegramError):
        read_answer(payload)


def test_an_update_without_a_number_has_none() -> None:
    assert read_update("[1]") == {UNREADABLE: "[1]"}
    assert read_update('{"update_id":' + "1" * 20 + ',"x":nothing}').keys() == {UNREADABLE}
