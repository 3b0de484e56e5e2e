// One phone: device, header, messages and composer of one chat.

import { pieces } from "./bubbles.js";
import { Composer } from "./composer.js";
import { enlarge } from "./dialogs.js";
import { avatar, h, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { act, answerOf } from "./server.js";
import { languageName, time, word } from "./words.js";

const NEAR = 80;
const TOAST_SHOWN = 4000;
const ACTION_SHOWN = 5000;

/** `head` is a chat of the server's overview; `page` has `bot`, `opensLink(url, phone)` and `onUnread(phone)`. */
export class Phone {
  constructor(head, page) {
    this.page = page;
    this.id = head.id;
    this.title = head.title;
    this.personal = head.type === "private";
    this.botName = page.bot.name;
    this.version = -1;
    this.unread = 0;
    this.shown = new Map();
    this.ahead = 0;
    this.view = null;
    this.build(head);
  }

  build(head) {
    const name = this.personal ? this.botName : head.title;
    this.clock = h("span", { class: "clock" });
    this.signal = h("button", { type: "button", class: "signal", onclick: () => this.does("network", { on: this.view.offline }) });
    this.status = h("span", { class: "status" });
    const menu = iconButton("more", word("menu"), (event) => this.openMenu(event.currentTarget));
    const header = h(
      "div",
      { class: "bar" },
      avatar(name),
      h("div", { class: "who-with" }, h("b", {}, name), this.status),
      this.personal && menu,
    );
    this.pinned = h("button", { type: "button", class: "pinned", hidden: true, onclick: () => this.showMessage(this.view.pinned) });
    this.list = h("div", { class: "messages", role: "log", "aria-label": `${word("messages")}: ${head.title}`, tabindex: "0" });
    this.list.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.list.addEventListener("keydown", (event) => this.steer(event));
    this.count = h("span", { class: "count" });
    this.newest = h("button", { type: "button", class: "newest", hidden: true, "aria-label": word("newest"), onclick: () => this.toEnd(true) }, icon("down"), this.count);
    this.over = h("div", { class: "over", "aria-live": "polite" });
    this.composer = this.personal ? new Composer(this) : null;
    const end = this.composer?.element ?? h("div", { class: "read-only" }, word("readOnly"));
    this.screen = h(
      "div",
      { class: "screen" },
      h("div", { class: "statusbar" }, this.clock, this.personal && this.signal),
      header,
      this.pinned,
      h("div", { class: "middle" }, this.list, this.newest, this.over),
      end,
    );
    this.label = h("div", { class: "label" }, avatar(head.title), h("b", {}, head.title), head.language && h("span", { class: "tongue", title: languageName(head.language) }, head.language));
    this.element = h("section", { class: "phone", "aria-label": head.title, "data-chat": head.id }, this.label, h("div", { class: "device" }, this.screen));
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.list);
    this.atEnd = true;
    if (this.personal) this.takesDrops();
  }

  takesDrops() {
    this.screen.addEventListener("dragover", (event) => event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      this.composer.attach(files, !files.every((file) => file.type.startsWith("image/")));
    });
  }

  /** Show the chat as the server has it. */
  update(view) {
    this.view = view;
    this.version = view.version;
    this.ahead = new Date(view.now) - Date.now();
    this.tick();
    this.showHead(view);
    const known = this.shown.size;
    const news = this.draw(pieces(view, this));
    if (this.atEnd || !known || news.some((node) => node.matches(".mine"))) this.toEnd();
    else this.unread += news.filter((node) => node.matches(".theirs")).length;
    if (known && news.length && !this.element.checkVisibility()) this.unread += news.length;
    this.page.onUnread(this);
    this.showNewest();
    this.composer?.update(view);
  }

  showHead(view) {
    const kind = this.personal ? word("bot") : word(view.type === "channel" ? "channel" : "group");
    const acting = view.action && (view.action === "typing" ? word("typing") : word("sending"));
    this.status.textContent = view.offline ? word("waitingNetwork") : view.blocked ? word("blocked") : acting || kind;
    this.status.classList.toggle("acting", Boolean(acting) && !view.offline);
    clearTimeout(this.acting);
    if (acting) this.acting = setTimeout(() => this.showHead({ ...this.view, action: null }), ACTION_SHOWN);
    this.element.classList.toggle("offline", Boolean(view.offline));
    const label = word(view.offline ? "findNetwork" : "loseNetwork");
    this.signal.replaceChildren(view.offline ? word("noNetwork") : "", icon(view.offline ? "noNetwork" : "network"));
    this.signal.title = label;
    this.signal.setAttribute("aria-label", label);
    this.signal.setAttribute("aria-pressed", String(Boolean(view.offline)));
    const pinned = view.messages.find((message) => message.id === view.pinned);
    this.pinned.hidden = !pinned;
    this.pinned.replaceChildren(h("b", {}, word("pinned")), h("span", { class: "line" }, pinned?.text ?? ""));
  }

  /** Draw what changed; returns what was not there before. */
  draw(wanted) {
    const before = this.shown;
    this.shown = new Map();
    const news = [];
    const nodes = wanted.map(({ key, signature, build }) => {
      const old = before.get(key);
      const node = old?.signature === signature ? old.node : build();
      if (!old) news.push(node);
      this.shown.set(key, { signature, node });
      return node;
    });
    if (!nodes.length) nodes.push(h("p", { class: "nothing" }, word("nothingYet")));
    const kept = new Set(nodes);
    for (const child of [...this.list.children]) if (!kept.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
    return news;
  }

  tick() {
    this.clock.textContent = time(new Date(Date.now() + this.ahead));
  }

  scrolled() {
    const { clientWidth, clientHeight } = this.list;
    const room = `${clientWidth} ${clientHeight}`;
    const resized = room !== this.room;
    this.room = room;
    if (resized && this.atEnd) return;
    this.atEnd = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < NEAR;
    this.showNewest();
  }

  toEnd(smooth = false) {
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.atEnd = true;
    this.showNewest();
  }

  /** It was chosen on a narrow screen. */
  appear() {
    if (this.atEnd) this.toEnd();
    this.showNewest();
  }

  showNewest() {
    if (this.atEnd && this.element.checkVisibility()) this.unread = 0;
    this.newest.hidden = this.atEnd;
    this.count.textContent = this.unread || "";
    this.page.onUnread(this);
  }

  /** Arrow keys go from message to message. */
  steer(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !event.target.matches(".messages, .row")) return;
    const rows = [...this.list.querySelectorAll(".row[data-id]")];
    const at = rows.indexOf(document.activeElement);
    (at < 0 ? rows.at(-1) : rows[at + step])?.focus();
    event.preventDefault();
  }

  showMessage(id) {
    const row = this.list.querySelector(`[data-id="${id}"]`);
    if (!row) return;
    row.scrollIntoView({ block: "center", behavior: "smooth" });
    row.classList.remove("found");
    requestAnimationFrame(() => row.classList.add("found"));
  }

  // What the person does

  /** Do a deed of `demo/acts.py`; what is refused is said on the phone. */
  async does(deed, given) {
    try {
      return await act(this.id, deed, given);
    } catch (refusal) {
      this.toast(refusal.message);
      return null;
    }
  }

  say(text) {
    return this.does("say", { text });
  }

  async tap(messageId, data, key) {
    key.classList.add("waiting");
    key.setAttribute("aria-busy", "true");
    const done = await this.does("tap", { message_id: messageId, data });
    const answer = done && (await answerOf(done.query_id).catch(() => null));
    key.classList.remove("waiting");
    key.removeAttribute("aria-busy");
    if (answer?.url) this.opensLink(answer.url) || window.open(answer.url, "_blank", "noopener");
    if (answer?.text) answer.alert ? this.alert(answer.text) : this.toast(answer.text);
  }

  async copy(text) {
    await navigator.clipboard.writeText(text).then(() => this.toast(word("copied")), (why) => this.toast(why.message));
  }

  opensLink(url) {
    return this.page.opensLink(url, this);
  }

  enlarge(about, text) {
    enlarge(about, text);
  }

  messageMenu(message, anchor, point) {
    const own = message.mine;
    openMenu(
      anchor,
      [
        this.composer && { icon: "reply", label: word("reply"), act: () => this.composer.replyTo(message) },
        message.text && { icon: "copy", label: word("copy"), act: () => this.copy(message.text) },
        this.composer && own && message.text && { icon: "edit", label: word("edit"), act: () => this.composer.edit(message) },
        this.composer && { icon: "forward", label: word("forward"), act: () => this.does("forward", { message_id: message.id }) },
        this.composer && own && { icon: "remove", label: word("remove"), act: () => this.does("delete", { message_id: message.id }) },
      ],
      point,
    );
  }

  openMenu(button) {
    const { view } = this;
    openMenu(button, [
      `${word("speaks")} ${languageName(view.language)}`,
      { icon: "noNetwork", label: word("noNetwork"), checked: view.offline, act: () => this.does("network", { on: view.offline }) },
      view.started && {
        icon: "block", label: word(view.blocked ? "unblock" : "block"), act: () => this.does("block", { on: !view.blocked }),
      },
    ]);
  }

  // What the bot says over the chat

  toast(text) {
    const toast = h("div", { class: "toast", role: "status" }, text);
    this.over.append(toast);
    setTimeout(() => toast.remove(), TOAST_SHOWN);
  }

  alert(text) {
    const ok = h("button", { type: "button", class: "pill", onclick: () => box.remove() }, word("ok"));
    const box = h("div", { class: "alert", role: "alertdialog", "aria-label": this.botName }, h("div", {}, h("p", {}, text), ok));
    box.addEventListener("keydown", (event) => event.key === "Escape" && box.remove());
    this.screen.append(box);
    ok.focus();
  }
}
