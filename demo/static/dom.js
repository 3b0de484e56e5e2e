// Building elements and icons. Text always goes in as text nodes, never as markup.

/** An element: `props` are attributes, `class`, or `on…` listeners; children that are null or false are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  add: "M12 5v14M5 12h14",
  attach: "m20 11.5-8.3 8.300a5 5 0 0 1-7.1-7.100l8.6-8.600a3.3 3.3 0 0 1 4.7 4.700l-8.5 8.500a1.7 1.7 0 0 1-2.4-2.400l7.7-7.7",
  block: "M12 3.500a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM6 6l12 12",
  check: "m5 12.5 4.5 4.500L19 7.5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
  close: "M6 6l12 12M18 6 6 18",
  commands: "M5 7h14M5 12h14M5 17h14",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M4 20l1-4.500L16 4.500l3.5 3.500L8.5 19z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  forward: "M13 6l6 6-6 6M19 12h-8a6 6 0 0 0-6 6",
  image: "M4 5h16v14H4zM4 16l4.5-4.500L13 16M12 14l3-3 5 5M15.5 8.500h.1",
  keyboard: "M3 6h18v12H3zM7 10h.1M11 10h.1M15 10h.1M7 14h10M18 10h.1",
  letter: "M3 6h18v13H3zM3 7l9 7 9-7",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  more: "M12 5.500v.1M12 12v.1M12 18.500v.1",
  network: "M5 19v-3M10 19v-7M15 19V9M20 19V5",
  noNetwork: "M5 19v-3M10 19v-7M15 19v-5M20 19V5M4 4l16 16",
  open: "M8 16 17 7M10 7h7v7",
  pin: "M12 21s-6.5-5.5-6.5-11a6.5 6.5 0 0 1 13 0c0 5.5-6.5 11-6.5 11zM12 12.300a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.600z",
  read: "m2.5 12.5 4 4L14 9M11 15.500l1 1L20.5 8",
  remove: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  reply: "M11 6l-6 6 6 6M5 12h8a6 6 0 0 1 6 6",
  send: "M4 12 20 4l-5 16-3.5-6.500zM11.5 13.5 20 4",
};

/** A line icon, hidden from screen readers: what it stands for is said by its button. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A round button with an icon and a spoken name. */
export function iconButton(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

/** A coloured disc with initials; the colour follows from the name. */
export function avatar(name) {
  const initials = name.split(/[\s_]+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const hue = [...name].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 360, 7);
  const disc = h("span", { class: "avatar", "aria-hidden": "true" }, initials);
  disc.style.setProperty("--hue", hue);
  return disc;
}
