// Windows over the page: a person is added, a picture enlarged, files are looked at before they are sent.

import { h, icon, iconButton } from "./dom.js";
import { LANGUAGE, languageName, size, word } from "./words.js";

/** Show a window; resolves to what `read` says when it is confirmed, or null. */
export function ask(title, fields, confirm, read) {
  return new Promise((resolve) => {
    const form = h(
      "form",
      { method: "dialog" },
      h("h2", {}, title),
      fields,
      h(
        "div",
        { class: "choices" },
        h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, word(confirm ? "cancel" : "close")),
        confirm && h("button", { class: "pill", value: "yes" }, confirm),
      ),
    );
    const dialog = h("dialog", { "aria-label": title, class: "window" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes" ? read(new FormData(form)) : null);
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A labelled field. */
export function field(label, control) {
  return h("label", { class: "field" }, h("span", {}, label), control);
}

/** Name and language of somebody. */
export function personFields(required = true) {
  const languages = [...new Set([LANGUAGE, "fr", "en"])].map((code) => h("option", { value: code }, languageName(code)));
  return [
    field(word("name"), h("input", { name: "name", required, maxlength: "60", autocomplete: "off", placeholder: "Alix Exemple" })),
    field(word("language"), h("select", { name: "language" }, languages)),
  ];
}

/** Who is to be added: `{ name, language }`, or null. */
export function askPerson() {
  return ask(word("addPerson"), personFields(), word("add"), person);
}

/** What `personFields` were filled with. */
export function person(form) {
  return { name: form.get("name").trim(), language: form.get("language") };
}

/** Where somebody is: `{ latitude, longitude }`, or null. */
export function askPlace() {
  const degrees = (name, most, value) => h("input", { name, type: "number", step: "any", min: -most, max: most, value, required: true });
  const fields = [field(word("latitude"), degrees("latitude", 90, 48.8566)), field(word("longitude"), degrees("longitude", 180, 2.3522))];
  return ask(word("place"), fields, word("send"), (form) => ({
    latitude: Number(form.get("latitude")),
    longitude: Number(form.get("longitude")),
  }));
}

/** Look at chosen files: `{ caption, asFiles }`, or null. Only pictures can go as pictures. */
export async function askFiles(files, asFiles) {
  const pictures = files.every((file) => file.type.startsWith("image/"));
  const shown = files.map((file) => (file.type.startsWith("image/") ? thumbnail(file) : paper(file)));
  const fields = [
    h("div", { class: "chosen" }, shown),
    field(word("caption"), h("input", { name: "caption", maxlength: "1024", autocomplete: "off" })),
    pictures && h("label", { class: "check" }, h("input", { type: "checkbox", name: "asFiles", checked: asFiles }), word("asFiles")),
  ];
  const given = await ask(`${word("send")} (${files.length})`, fields, word("send"), (form) => ({
    caption: form.get("caption").trim() || null,
    asFiles: !pictures || form.has("asFiles"),
  }));
  shown.forEach((node) => node.src && URL.revokeObjectURL(node.src));
  return given;
}

function thumbnail(file) {
  return h("img", { src: URL.createObjectURL(file), alt: file.name });
}

function paper(file) {
  return h("span", { class: "paper" }, icon("file"), h("span", {}, file.name), h("small", {}, size(file.size)));
}

/** A picture as large as the window. */
export function enlarge(about, text) {
  const dialog = h(
    "dialog",
    { class: "lightbox", "aria-label": word("photo") },
    h("img", { src: about.url, alt: text || word("photo") }),
    text && h("p", {}, text),
    iconButton("close", word("close"), () => dialog.close()),
  );
  dialog.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
