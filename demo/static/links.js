// Links that a messenger opens by itself: the bot's START links and the window for sharing.

import { ask, person, personFields } from "./dialogs.js";
import { avatar, h } from "./dom.js";
import { act, addPerson } from "./server.js";
import { LANGUAGE, word } from "./words.js";

/**
 * Open `url` if the messenger does so itself, and say whether it does. `bot` is the bot's username, `people` the heads
 * of private chats, `copy` puts a text on the clipboard, `shows` brings somebody's phone into sight.
 */
export function openInMessenger(url, { bot, people, copy, shows }) {
  const link = new URL(url, location.href);
  if (!/^(t|telegram)\.me$/.test(link.hostname)) return false;
  if (link.pathname.slice(1).toLowerCase() === bot.toLowerCase()) {
    askWho(link.searchParams.get("start") ?? "", people, shows);
    return true;
  }
  if (link.pathname === "/share/url") {
    share(link.searchParams.get("url") ?? "", link.searchParams.get("text"), copy);
    return true;
  }
  return false;
}

async function askWho(payload, people, shows) {
  const waiting = people.findLast((each) => !each.started);
  const choice = (value, label, checked) =>
    h("label", { class: "who" }, h("input", { type: "radio", name: "who", value, checked }), value && avatar(label), h("span", {}, label));
  const someone = h("div", { class: "someone" }, personFields(false));
  const fields = [
    h(
      "fieldset",
      { class: "people" },
      people.map((each) => choice(String(each.id), each.title, each === waiting)),
      choice("", word("someoneNew"), !waiting),
    ),
    someone,
  ];
  const given = await ask(word("whoOpens"), fields, word("opens"), (form) => ({ id: Number(form.get("who")), ...person(form) }));
  if (!given) return;
  const id = given.id || (await addPerson(given.name || "Alix Exemple", given.language || LANGUAGE));
  await act(id, "start", { payload });
  shows(id);
}

function share(url, text, copy) {
  const fields = [
    h("p", {}, word("shareHint")),
    text && h("p", { class: "shared" }, text),
    h("p", { class: "shared" }, h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url)),
    h("button", { type: "button", class: "quiet", onclick: () => copy(url) }, word("copyLink")),
  ];
  ask(word("shareWith"), fields, word("openLink"), () => window.open(url, "_blank", "noopener"));
}
