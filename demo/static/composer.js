// The lower end of a phone: text field, buttons of the bot's keyboard, attachments, START and unblocking.

import { askFiles, askPlace } from "./dialogs.js";
import { h, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { base64 } from "./server.js";
import { word } from "./words.js";

const ALBUM = 10;

/** Where somebody writes. `phone` has `does(deed, given)`, `say(text)` and `view`. */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.replying = null;
    this.editing = null;
    this.keyboard = null;
    this.keyboardOpen = false;
    this.commands = [];
    this.build();
  }

  build() {
    const { phone } = this;
    this.input = h("textarea", { rows: "1", maxlength: "4096", "aria-label": word("message"), placeholder: word("message") });
    this.input.addEventListener("input", () => this.fit());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) this.attach([...event.clipboardData.files], false);
    });
    this.picker = h("input", { type: "file", multiple: true, hidden: true, "aria-hidden": "true" });
    this.picker.addEventListener("change", () => this.attach([...this.picker.files], this.pickedAsFiles));
    this.menuButton = iconButton("commands", word("commands"), () => this.openCommands());
    this.toggle = iconButton("keyboard", word("showKeyboard"), () => this.openKeyboard(!this.keyboardOpen));
    this.sendButton = iconButton("send", word("send"), () => this.send(), { disabled: true });
    const attach = iconButton("attach", word("attach"), (event) => this.openAttach(event.currentTarget));
    this.context = h("div", { class: "context", hidden: true });
    this.keys = h("div", { class: "reply-keyboard", hidden: true });
    this.writing = h("div", { class: "writing" }, this.menuButton, h("div", { class: "entry" }, this.input, this.toggle, attach), this.sendButton);
    this.payload = h("input", { class: "payload", placeholder: word("payload"), title: word("payloadHint"), "aria-label": word("payload"), maxlength: "64" });
    const start = () => phone.does("start", { payload: this.payload.value.trim() });
    this.payload.addEventListener("keydown", (event) => event.key === "Enter" && start());
    this.starting = h("div", { class: "starting", hidden: true }, this.payload, h("button", { type: "button", class: "wide", onclick: start }, word("start")));
    this.unblock = h("button", { type: "button", class: "wide", hidden: true, onclick: () => phone.does("block", { on: false }) }, word("unblock"));
    this.element = h("div", { class: "composer" }, this.context, this.writing, this.starting, this.unblock, this.keys, this.picker);
  }

  /** Show what `view`, the chat, allows. */
  update(view) {
    this.commands = view.commands;
    this.menuButton.hidden = !view.commands.length;
    this.starting.hidden = view.started;
    this.unblock.hidden = !view.started || !view.blocked;
    this.writing.hidden = !view.started || view.blocked;
    const { keyboard } = view;
    const fresh = keyboard?.message_id !== this.keyboard?.message_id;
    this.keyboard = keyboard;
    const rows = keyboard?.rows ?? [];
    if (fresh) {
      this.keys.replaceChildren(...rows.map((row) => h("div", { class: "keys" }, row.map((text) => this.replyKey(text)))));
      this.keys.classList.toggle("tall", !keyboard?.resize);
      if (keyboard && !rows.length) this.replyTo(view.messages.find((message) => message.id === keyboard.message_id));
    }
    this.toggle.hidden = !rows.length;
    this.openKeyboard(rows.length > 0 && (fresh ? !used(keyboard, view.messages) : this.keyboardOpen));
    if (this.writing.hidden) this.keys.hidden = true;
  }

  replyKey(text) {
    const onclick = () => {
      this.phone.say(text);
      if (this.keyboard.one_time) this.openKeyboard(false);
    };
    return h("button", { type: "button", class: "key", onclick }, text);
  }

  /** The bot's hint in the text field shows only together with its buttons, or with the reply that it asked for. */
  openKeyboard(open) {
    this.keyboardOpen = open;
    this.keys.hidden = !open;
    const asked = open || (this.replying && this.replying.id === this.keyboard?.message_id);
    this.input.placeholder = (asked && this.keyboard?.placeholder) || word("message");
    const label = word(open ? "hideKeyboard" : "showKeyboard");
    this.toggle.setAttribute("aria-label", label);
    this.toggle.title = label;
    this.toggle.setAttribute("aria-expanded", String(open));
  }

  openCommands() {
    const items = this.commands.map((each) => ({
      label: `/${each.command}`, hint: each.description, act: () => this.phone.say(`/${each.command}`),
    }));
    openMenu(this.menuButton, items);
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.quit();
    }
  }

  fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, 130)}px`;
    this.sendButton.disabled = !this.input.value.trim();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { editing, replying } = this;
    this.input.value = "";
    this.quit();
    const done = editing
      ? await this.phone.does("edit", { message_id: editing.id, text })
      : await this.phone.does("say", { text, reply_to: replying?.id ?? null });
    if (!done) {
      this.input.value = text;
      this.fit();
    }
  }

  /** The next text answers `message`. */
  replyTo(message) {
    this.editing = null;
    this.replying = message;
    this.showContext("reply", word("reply"), message);
  }

  /** The text of an own message is written anew. */
  edit(message) {
    this.replying = null;
    this.editing = message;
    this.input.value = message.text;
    this.fit();
    this.showContext("edit", word("editing"), message);
  }

  quit() {
    if (this.editing) this.input.value = "";
    this.replying = this.editing = null;
    this.context.hidden = true;
    this.fit();
  }

  showContext(name, label, message) {
    this.context.replaceChildren(
      icon(name),
      h("span", {}, h("b", {}, label), h("span", { class: "line" }, message.text || word("photo"))),
      iconButton("close", word("cancel"), () => this.quit()),
    );
    this.context.hidden = false;
    this.input.focus();
  }

  openAttach(button) {
    const pick = (accept, asFiles) => {
      this.picker.accept = accept;
      this.picker.value = "";
      this.pickedAsFiles = asFiles;
      this.picker.click();
    };
    openMenu(button, [
      { icon: "image", label: word("photos"), act: () => pick("image/*,video/*", false) },
      { icon: "file", label: word("files"), act: () => pick("", true) },
      { icon: "pin", label: word("place"), act: () => this.sendPlace() },
    ]);
  }

  async sendPlace() {
    const place = await askPlace();
    if (place) await this.phone.does("location", place);
  }

  /** Send files after a look at them: pictures as pictures or as files, several as albums. */
  async attach(files, asFiles) {
    if (!files.length) return;
    const chosen = await askFiles(files, asFiles);
    if (!chosen) return;
    for (let start = 0; start < files.length; start += ALBUM) {
      const part = await Promise.all(files.slice(start, start + ALBUM).map((file) => carried(file, chosen.asFiles, asFiles)));
      const caption = start ? null : chosen.caption;
      await this.phone.does(chosen.asFiles ? "files" : "photos", { files: part, album: part.length > 1, caption });
    }
  }
}

/** Whether a keyboard that is to be used once was used. */
function used(keyboard, messages) {
  const labels = keyboard.rows.flat();
  return keyboard.one_time && messages.some((each) => each.mine && each.id > keyboard.message_id && labels.includes(each.text));
}

/** A file as its deed takes it: a picture as its bytes, all else with name and kind. */
async function carried(file, asFile, asDocument) {
  const data = await base64(file);
  if (!asFile) return data;
  const kind = (!asDocument && { video: "video", audio: "voice" }[file.type.split("/")[0]]) || "document";
  return { data, name: file.name, mime: file.type || "application/octet-stream", kind };
}
