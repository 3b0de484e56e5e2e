// The mailbox of one address: what was sent to it, the newest on top. Everything in a letter is somebody else's, so it
// goes in as text; its HTML opens in a frame where nothing runs (`demo/letters.py`).

import { ask } from "./dialogs.js";
import { avatar, h, icon } from "./dom.js";
import { file } from "./media.js";
import { dayName, time, word } from "./words.js";

const LINK = /https?:\/\/[^\s<>"]+/g;

/** Stands among the phones; `page` has `onUnread(phone)`. */
export class Mailbox {
  constructor(address, page) {
    this.page = page;
    this.title = address;
    this.unread = 0;
    this.shown = new Map();
    this.list = h("div", { class: "letters", role: "log", "aria-label": `${word("letters")}: ${address}`, tabindex: "0" });
    const bar = h("div", { class: "bar" }, icon("letter"), h("div", { class: "who-with" }, h("b", {}, word("letters"))));
    const screen = h("div", { class: "screen" }, bar, this.list);
    this.element = h(
      "section",
      { class: "phone", "aria-label": address, "data-mailbox": address },
      h("div", { class: "label" }, avatar(address), h("b", {}, address)),
      h("div", { class: "device" }, screen),
    );
  }

  /** Show the letters, the newest first; a letter once shown stays as it is. */
  update(letters) {
    const news = letters.filter((letter) => !this.shown.has(letter.number));
    for (const letter of news) this.shown.set(letter.number, this.article(letter));
    this.list.replaceChildren(...letters.map((letter) => this.shown.get(letter.number)));
    if (!this.element.checkVisibility()) this.unread += news.length;
    this.page.onUnread(this);
  }

  article(letter) {
    const sent = letter.at && new Date(letter.at);
    return h(
      "article",
      { class: "letter", "data-letter": letter.number },
      h("p", { class: "from" }, h("span", { class: "line" }, letter.from), sent && h("time", { datetime: letter.at }, `${dayName(sent, new Date())} ${time(sent)}`)),
      h("h2", {}, letter.subject),
      h("div", { class: "text" }, linked(letter.text)),
      letter.files.map(file),
      letter.page && h("button", { type: "button", class: "quiet", onclick: () => look(letter) }, word("asSent")),
    );
  }

  /** It was chosen on a narrow screen. */
  appear() {
    this.unread = 0;
    this.page.onUnread(this);
  }
}

function linked(text) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    nodes.push(text.slice(from, found.index), h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]));
    from = found.index + found[0].length;
  }
  return [...nodes, text.slice(from)];
}

function look(letter) {
  const sandbox = "allow-popups allow-popups-to-escape-sandbox";
  ask(letter.subject, h("iframe", { class: "sheet-of-letter", sandbox, src: letter.page, title: letter.subject }));
}
