// A chat's messages as pieces to show: day marks, bubbles, albums. Each piece has a key, a signature that changes when
// it must be drawn again, and a way to build its element.

import { h, icon } from "./dom.js";
import { album, media, photo } from "./media.js";
import { anchor, formatted } from "./text.js";
import { LANGUAGE, dayName, time, word } from "./words.js";

/** Pieces of `view` (a chat of the server's), oldest first; `phone` acts on taps. */
export function pieces(view, phone) {
  const found = [];
  const byId = new Map(view.messages.map((message) => [message.id, message]));
  const groups = grouped(view.messages);
  let lastDay = "";
  groups.forEach((group, index) => {
    const [first] = group;
    const at = new Date(first.at);
    const day = at.toDateString();
    if (day !== lastDay) {
      const name = dayName(at, new Date(view.now));
      found.push({ key: `day ${day}`, signature: name, build: () => h("div", { class: "day" }, h("span", {}, name)) });
      lastDay = day;
    }
    const next = groups[index + 1]?.[0];
    const tail = !next || next.mine !== first.mine || new Date(next.at).toDateString() !== day;
    found.push({
      key: `message ${first.id}`,
      signature: `${group.map((message) => `${message.id}.${message.version}`)} ${tail}`,
      build: () => bubble(group, byId, tail, view, phone),
    });
  });
  (view.held ?? []).forEach((held, index) => {
    found.push({ key: `held ${index}`, signature: JSON.stringify(held), build: () => heldBubble(held) });
  });
  return found;
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const last = groups.at(-1);
    if (message.album && last?.[0].album === message.album && last[0].mine === message.mine) last.push(message);
    else groups.push([message]);
  }
  return groups;
}

function bubble(group, byId, tail, view, phone) {
  const [first] = group;
  const told = group.find((message) => message.text) ?? first;
  const pictures = group.filter((message) => message.photo);
  const isAlbum = group.length > 1 && pictures.length === group.length;
  const alone = !told.text && pictures.length > 0;
  const body = h(
    "div",
    { class: `bubble${alone ? " bare" : ""}${pictures.length ? " pictured" : ""}` },
    view.type !== "private" && h("div", { class: "author" }, first.author ?? view.title),
    first.forwarded && h("div", { class: "forwarded" }, icon("forward"), `${word("forwarded")} ${first.forwarded}`),
    first.reply_to && quote(first.reply_to, byId, phone),
    isAlbum ? album(pictures, phone) : group.map((message) => media(message, phone)),
    h("div", { class: "text", dir: "auto" }, formatted(told.text, told.entities, phone), stamp(group.at(-1))),
    first.reaction && h("span", { class: "reaction" }, first.reaction),
  );
  body.addEventListener("click", (event) => {
    if (event.target.closest("a, button, audio, video, .spoiler") || getSelection()?.toString()) return;
    phone.messageMenu(told, body, event);
  });
  const row = h("div", { class: `row ${first.mine ? "mine" : "theirs"}${tail ? " tail" : ""}`, "data-id": first.id, tabindex: "-1" }, body);
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || event.key !== "Enter") return;
    event.preventDefault();
    phone.messageMenu(told, body);
  });
  if (first.buttons.length) body.after(inlineKeyboard(first, phone));
  return row;
}

function stamp(message) {
  const at = new Date(message.at);
  return h(
    "span",
    { class: "stamp" },
    message.edited && h("span", { title: new Date(message.edited_at).toLocaleString(LANGUAGE) }, `${word("edited")} `),
    h("time", { datetime: message.at, title: at.toLocaleString(LANGUAGE) }, time(at)),
    message.mine && icon("read"),
  );
}

function quote(reply, byId, phone) {
  const original = byId.get(reply.id);
  const who = original?.mine ? word("you") : reply.name;
  const label = original?.photo && !original.text ? word("photo") : reply.text;
  return h(
    "button",
    { type: "button", class: "quote", onclick: () => phone.showMessage(reply.id) },
    original?.photo && photo(original.photo),
    h("span", {}, h("b", {}, who), h("span", { class: "line" }, label)),
  );
}

function inlineKeyboard(message, phone) {
  const rows = message.buttons.map((row) => h("div", { class: "keys" }, row.map((button) => inlineButton(message, button, phone))));
  return h("div", { class: "inline-keyboard" }, rows);
}

function inlineButton(message, button, phone) {
  if (button.url) return anchor(button.url, [button.text, icon("open")], phone, { class: "key" });
  const onclick = (event) => {
    const key = event.currentTarget;
    if (button.copy) phone.copy(button.copy);
    else if (!key.classList.contains("waiting")) phone.tap(message.id, button.data, key);
  };
  return h("button", { type: "button", class: "key", onclick }, button.text, button.copy && icon("copy"));
}

function heldBubble(held) {
  const label = { photos: "🖼", late_photo: "🖼", file: "📎", location: "📍", edit: "✏️", delete: "🗑", forward: "↪️", block: "🚫" }[held.deed];
  const count = held.files > 1 ? ` × ${held.files}` : "";
  const text = [label && `${label}${count}`, held.text].filter(Boolean).join(" ");
  return h(
    "div",
    { class: "row mine tail held" },
    h(
      "div",
      { class: "bubble", title: word("queued") },
      h("div", { class: "text" }, text, h("span", { class: "stamp" }, icon("clock"))),
    ),
  );
}
