// Pictures, files, voice, video and places inside bubbles.

import { h, icon } from "./dom.js";
import { size, word } from "./words.js";

/** Whatever `message` carries besides text; null for a plain text. */
export function media(message, phone) {
  if (message.photo) return picture(message, phone);
  if (message.document) return file(message.document);
  if (message.video) return h("video", { controls: true, src: message.video.url, "aria-label": word("video"), preload: "metadata" });
  if (message.voice) {
    return h("div", { class: "voice" }, h("audio", { controls: true, src: message.voice.url, "aria-label": word("voice") }));
  }
  if (message.venue) return place(message.venue);
  if (message.location) return place({ ...message.location, title: word("place") });
  return null;
}

/** The image itself; its place is kept while it loads. */
export function photo(about, text = "") {
  return h("img", { src: about.url, width: about.width, height: about.height, alt: text || word("photo"), decoding: "async" });
}

function picture(message, phone) {
  const button = h(
    "button",
    { type: "button", class: "picture", "aria-label": word("enlarge"), onclick: () => phone.enlarge(message.photo, message.text) },
    photo(message.photo, message.text),
  );
  button.style.setProperty("--ratio", message.photo.width / message.photo.height);
  return button;
}

/** Several pictures as a grid: two a row, with the first over the whole width where their number is odd. */
export function album(messages, phone) {
  return h("div", { class: `album${messages.length % 2 ? " odd" : ""}` }, messages.map((message) => picture(message, phone)));
}

/** A file with its name, its size and a way to keep it. */
export function file(about) {
  const name = about.name || "file";
  const extension = name.includes(".") ? name.split(".").pop().slice(0, 4) : "";
  return h(
    "div",
    { class: "file" },
    h("span", { class: "sheet", "aria-hidden": "true" }, extension || icon("file")),
    h(
      "span",
      { class: "about" },
      h("a", { href: about.url, target: "_blank", rel: "noopener", class: "name" }, name),
      h("span", { class: "detail" }, size(about.size), " · ", h("a", { href: about.url, download: name }, word("download"))),
    ),
  );
}

function place(where) {
  const at = `${where.latitude.toFixed(5)}, ${where.longitude.toFixed(5)}`;
  return h(
    "div",
    { class: "place" },
    h("div", { class: "map", "aria-hidden": "true" }, icon("pin")),
    h("div", { class: "about" }, h("b", {}, where.title), where.address && h("span", {}, where.address), h("span", { class: "detail" }, at)),
  );
}
