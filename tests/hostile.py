"""What somebody may type to break, hide or turn around what is printed; and what is typed in good faith like it.

One table for all rooms' tests. Imports nothing of ours.
"""

MARKUP = {
    "telegram html": '<b>gras</b> <a href="tg://user?id=1">ici</a> <tg-spoiler>caché</tg-spoiler> &amp; &#60;',
    "telegram markdown": "*gras* _italique_ __souligné__ ~barré~ ||caché|| `code` [ici](tg://user?id=1) \\* ![👍](tg://emoji?id=1)",
    "fpdf2 markdown": "**gras** __italique__ --souligné-- ~~barré~~ [lien](https://exemple.example) {nb}",
    "fpdf2 html": "<h1>Titre</h1><img src='file:///etc/passwd'><font color='#ffffff'>blanc</font>",
    "html": "</p></td><script>alert(1)</script><svg onload=alert(1)>\"'><img src=x onerror=alert(1)>",
    "comment": "<!-- caché --> <![CDATA[x]]> <?php echo 1 ?> <style>*{display:none}</style>",
    "jinja": "{{7*7}} {% for x in y %}{{ config }}{% endfor %} {# caché #}",
    "format": "%s %d %(name)s {0} {name} {client!r:>10} ${HOME} %n",
    "gettext": 'msgid "" msgstr "Fuzzy\\n" #, fuzzy',
    "formula": '=HYPERLINK("http://exemple.example";"ici") +1 -1 @SUM(A1) =cmd|\' /C calc\'!A0',
    "sql": "'; DROP TABLE visit; -- \" \\ `",
    "command": "/start; rm -rf / && $(reboot) `id` | cat",
    "name": "<3 & </b>",
    "path": "../../x/..\\..\\y C:\\nul",
    "json": '{"a": [1, null]} \\ud800 \\u0000 "',
    "backslashes": "C:\\temp\\new \\\\ \\r\\n \\x1b[2J",
    "pdf": "(texte) Tj /Im1 Do ET %%EOF <</S/JavaScript>>",
}
"""Markup of every kind: printed as typed."""

UNSEEN = {
    "controls": "a\x00b\x01c\x07d\x08e\x7ff\x85g\x9bh",
    "terminal": "avant\x1b[2J\x1b[31mrouge\x1b]8;;http://exemple.example\x07lien\x9b1m",
    "override": "facture\u202egpj.exe",
    "embeddings": "\u202aa\u202bb\u202cc\u202dd\u2066e\u2067f\u2068g\u2069h",
    "marks": "1\u200e2\u200f3\u061c4\u206a5\u206f6",
    "no width": "mot\u200bde\u200cpas\u200dse\u2060\ufeff\u00ad\u034f\u180e",
    "fillers": "a\u115f\u1160\u3164\uffa0\u2800b",
    "variants": "a\ufe00b\ufe0fc\U000e0100d",
    "tags": "ok" + "".join(chr(0xE0000 + ord(char)) for char in "refuse tout"),
    "halves": "a\ud800b\udfffc\udc00\ud83dd",
    "no characters": "a\ufdd0b\uffffc\U0001fffed\U0010ffffe",
    "specials": "a\ufff9b\ufffac\ufffbd\U0001d173e\U0001bca0f",
}
"""What cannot be seen: gone before anything is kept, and what stays reads the same."""

SEEN = {
    "emoji": "👍🏽 🧑🏽‍🔧 👨‍👩‍👧‍👦 ❤️‍🔥 1️⃣ 🇫🇷 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ©️",
    "emojis": "😀👨‍👩‍👧‍👦🇫🇷🧯" * 500,
    "arabic": "مخبز النموذج 12",
    "hebrew": "מאפיית הדוגמה",
    "persian": "می‌خواهم",
    "chinese": "模範麵包店",
    "thai": "ร้านตัวอย่าง",
    "hindi": "नमूना दुकान",
    "greek and cyrillic": "Ω φορά Привет",
    "composed": "e\u0301te\u0301 A\u030a n\u0303",
    "private": "a\ue000b\U000f0000c",
    "unassigned": "a\u0378b\U0001fbffc",
    "spaces": "a\u00a0b\u2009c\u3000d\u2007e",
    "quotes": "« l’œil » “x” ‘y’ ½ ² µ № …",
}
"""Ordinary in some chat of the world: kept as typed."""

ENORMOUS = {
    "zalgo": "Z" + "\u0335\u0321\u0489\u0310" * 40 + "a",
    "one word": "mot" * 1365,
    "empty lines": "haut" + "\n" * 1000 + "bas",
    "lines": "l\n" * 1000 + "fin",
    "blanks": "a" + " " * 3000 + "b",
    "chinese": "模範" * 1000,
    "joiners": "👨" + "\u200d" * 2000 + "👩",
}
"""Too much of something."""

NOTHING = (
    "",
    " ",
    " " * 4096,
    "\n" * 1000,
    "\u200b",
    "\u202e\u2066",
    "\u3164\u2800",
    "\x00",
    "\ud800",
    "\u00a0\u3000",
    "\ufe0f",
)
"""Nothing that could be seen: refused."""

HOSTILE = {**MARKUP, **UNSEEN, **SEEN, **ENORMOUS}
