// The page: all phones and mailboxes side by side, kept as the server has them.

import { askPerson } from "./dialogs.js";
import { avatar, h } from "./dom.js";
import { openInMessenger } from "./links.js";
import { Mailbox } from "./mailbox.js";
import { Phone } from "./phone.js";
import { addPerson, chat, letters, overview } from "./server.js";
import { LANGUAGE, word } from "./words.js";

const RETRY = 1500;
const row = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const lost = document.getElementById("lost");
const phones = new Map();
const mailboxes = new Map();
let heads = [];
let came = 0;

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

/** People first, in the order they came, channels and groups after them, then mailboxes. */
function ordered(chats) {
  return [...chats].sort((a, b) => (a.type !== "private") - (b.type !== "private"));
}

function place(head, index) {
  const phone = new Phone(head, page);
  phones.set(head.id, phone);
  insert(phone, index);
  if (phones.size === 1) choose(phone);
}

function insert(device, index) {
  const show = () => choose(device);
  device.tab = h("button", { type: "button", role: "tab", "aria-selected": "false", onclick: show }, avatar(device.title), h("span", {}, device.title));
  row.insertBefore(device.element, row.children[index] ?? null);
  tabs.insertBefore(device.tab, tabs.children[index] ?? null);
}

/** The letters of each address that was ever written to. */
function sort(sent) {
  for (const address of new Set(sent.flatMap((letter) => letter.to).reverse())) {
    if (!mailboxes.has(address)) {
      mailboxes.set(address, new Mailbox(address, page));
      insert(mailboxes.get(address), row.children.length);
    }
    mailboxes.get(address).update(sent.filter((letter) => letter.to.includes(address)));
  }
}

/** On a narrow screen one phone or mailbox is shown at a time. */
function choose(chosen) {
  for (const device of [...phones.values(), ...mailboxes.values()]) {
    device.element.classList.toggle("current", device === chosen);
    device.tab.setAttribute("aria-selected", String(device === chosen));
  }
  chosen.appear();
  chosen.tab.scrollIntoView({ block: "nearest", inline: "center" });
}

async function refresh(seen) {
  page.bot = seen.bot;
  heads = seen.chats;
  ordered(heads).forEach((head, index) => phones.has(head.id) || place(head, index));
  const changed = heads.filter((head) => phones.get(head.id).version < head.version);
  await Promise.all(changed.map(async (head) => phones.get(head.id).update(await chat(head.id))));
  if (seen.letters > came) sort(await letters());
  came = seen.letters;
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
