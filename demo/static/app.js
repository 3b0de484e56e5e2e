// The page: all phones side by side, kept as the server has them.

import { askPerson } from "./dialogs.js";
import { avatar, h } from "./dom.js";
import { openInMessenger } from "./links.js";
import { Phone } from "./phone.js";
import { addPerson, chat, overview } from "./server.js";
import { LANGUAGE, word } from "./words.js";

const RETRY = 1500;
const row = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const lost = document.getElementById("lost");
const phones = new Map();
let heads = [];

const page = {
  bot: null,
  onUnread: (phone) => {
    const tab = phone.tab;
    if (tab) tab.dataset.unread = phone.unread || "";
  },
  opensLink: (url, phone) =>
    openInMessenger(url, {
      bot: page.bot.username,
      people: heads.filter((head) => head.type === "private"),
      copy: (text) => phone.copy(text),
      shows: (id) => phones.get(id)?.element.scrollIntoView({ behavior: "smooth", inline: "center" }),
    }),
};

function words() {
  document.documentElement.lang = LANGUAGE;
  document.title = word("title");
  document.getElementById("title").textContent = word("title");
  document.getElementById("about").textContent = word("about");
  lost.textContent = word("lost");
  const add = document.getElementById("add-person");
  add.textContent = word("addPerson");
  add.addEventListener("click", async () => {
    const given = await askPerson();
    if (given) await addPerson(given.name, given.language);
  });
}

/** People first, in the order they came, channels and groups after them. */
function ordered(chats) {
  return [...chats].sort((a, b) => (a.type !== "private") - (b.type !== "private"));
}

function place(head, index) {
  const phone = new Phone(head, page);
  const show = () => choose(phone);
  phone.tab = h("button", { type: "button", role: "tab", "aria-selected": "false", onclick: show }, avatar(head.title), h("span", {}, head.title));
  phones.set(head.id, phone);
  row.insertBefore(phone.element, row.children[index] ?? null);
  tabs.insertBefore(phone.tab, tabs.children[index] ?? null);
  if (phones.size === 1) choose(phone);
}

/** On a narrow screen one phone is shown at a time. */
function choose(chosen) {
  for (const phone of phones.values()) {
    phone.element.classList.toggle("current", phone === chosen);
    phone.tab.setAttribute("aria-selected", String(phone === chosen));
  }
  if (chosen.atEnd) chosen.toEnd();
  chosen.showNewest();
  chosen.tab.scrollIntoView({ block: "nearest", inline: "center" });
}

async function refresh(seen) {
  page.bot = seen.bot;
  heads = seen.chats;
  ordered(heads).forEach((head, index) => phones.has(head.id) || place(head, index));
  const changed = heads.filter((head) => phones.get(head.id).version < head.version);
  await Promise.all(changed.map(async (head) => phones.get(head.id).update(await chat(head.id))));
}

async function live() {
  let version = -1;
  for (;;) {
    try {
      const seen = await overview(version);
      await refresh(seen);
      version = seen.version;
      lost.hidden = true;
    } catch {
      lost.hidden = false;
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

words();
setInterval(() => phones.forEach((phone) => phone.tick()), 5000);
live();
