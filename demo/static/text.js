// A message's text with its entities. Offsets are UTF-16 units, as in JavaScript strings.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};

/** Nodes for `text`; `phone` is told of tapped links and commands. */
export function formatted(text, entities, phone) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return inside(text, sorted, 0, text.length, phone);
}

function inside(text, entities, start, end, phone) {
  const nodes = [];
  let position = start;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const last = Math.min(entity.offset + entity.length, end);
    if (entity.offset > position) nodes.push(text.slice(position, entity.offset));
    const within = others.filter((other) => other.offset < last);
    rest = others.filter((other) => other.offset >= last);
    nodes.push(wrapped(entity, text.slice(entity.offset, last), inside(text, within, entity.offset, last, phone), phone));
    position = last;
  }
  if (position < end) nodes.push(text.slice(position, end));
  return nodes;
}

function wrapped(entity, text, children, phone) {
  const tag = TAGS[entity.type];
  if (tag) return h(tag, {}, children);
  switch (entity.type) {
    case "url":
      return anchor(text.includes("://") ? text : `https://${text}`, children, phone);
    case "text_link":
      return anchor(entity.url, children, phone);
    case "email":
      return anchor(`mailto:${text}`, children, phone);
    case "phone_number":
      return anchor(`tel:${text}`, children, phone);
    case "bot_command":
      return h("button", { type: "button", class: "command", onclick: () => phone.say(text) }, children);
    case "spoiler":
      return h("span", { class: "spoiler", tabindex: "0", onclick: (e) => e.currentTarget.classList.add("open") }, children);
    default:
      return h("span", {}, children);
  }
}

/** A link that opens in a new tab, or as the messenger itself would (see links.js). */
export function anchor(url, children, phone, more = {}) {
  if (!/^(https?|mailto|tel|tg):/i.test(url)) return h("span", {}, children);
  const onclick = (event) => {
    if (phone.opensLink(url)) event.preventDefault();
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick, ...more }, children);
}
