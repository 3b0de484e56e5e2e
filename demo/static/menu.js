// A small menu that opens at a button or a tapped point.

import { h, icon } from "./dom.js";

let close = () => {};

/**
 * Open a menu at `anchor` (or at `point`, a pointer event). `items` are `{ icon, label, hint, checked, act }`, or a
 * plain text for a line that cannot be chosen.
 */
export function openMenu(anchor, items, point) {
  close();
  const menu = h("div", { class: "menu", role: "menu" }, items.filter(Boolean).map((item) => line(item)));
  document.body.append(menu);
  put(menu, anchor.getBoundingClientRect(), point);
  const outside = (event) => {
    if (!menu.contains(event.target)) close();
  };
  const before = document.activeElement;
  close = () => {
    const inside = menu.contains(document.activeElement);
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    if (inside) before?.focus({ preventScroll: true });
    close = () => {};
  };
  document.addEventListener("pointerdown", outside, true);
  menu.addEventListener("keydown", (event) => steer(menu, event));
  menu.querySelector("button")?.focus({ preventScroll: true });
}

function line(item) {
  if (typeof item === "string") return h("div", { class: "menu-note" }, item);
  const onclick = () => {
    close();
    item.act();
  };
  const role = item.checked === undefined ? "menuitem" : "menuitemcheckbox";
  return h(
    "button",
    { type: "button", role, onclick, "aria-checked": item.checked === undefined ? null : String(item.checked) },
    item.icon && icon(item.icon),
    h("span", {}, item.label),
    item.hint && h("small", {}, item.hint),
    item.checked !== undefined && h("span", { class: "switch", "aria-hidden": "true" }),
  );
}

function put(menu, around, point) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = point?.clientX || around.left;
  const below = point?.clientY || around.bottom + 4;
  const above = (point?.clientY || around.top - 4) - height;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, below + height > innerHeight - 8 ? above : below)}px`;
}

function steer(menu, event) {
  const buttons = [...menu.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (event.key === "Escape" || event.key === "Tab") close();
  if (to !== undefined) buttons[(to + buttons.length) % buttons.length].focus();
  if (to !== undefined || event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
  }
}
