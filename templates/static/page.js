// What the report's page does where scripts run: the drawing, unfinished input kept on the phone, one submission at
// a time, and the sealed report offered as soon as it is there. Everything else works without.
"use strict";

const DRAFTS = "draft:";
const KEPT_FOR = 7 * 24 * 3600 * 1000;
const KEPT_FIELDS = ["word", "remarks", "stars", "name", "role", "typed"];
// What goes over to another version of the report: who speaks and what they think, not their agreement to another text.
const CARRIED_OVER = ["remarks", "stars", "name", "role"];

function draft(key) {
  // Private windows and full phones refuse storage; then nothing is kept, and all else works.
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };
  return {
    read: () => quietly(() => JSON.parse(localStorage.getItem(DRAFTS + key))),
    write: (values) => quietly(() => localStorage.setItem(DRAFTS + key, JSON.stringify({ ...values, at: Date.now() }))),
    forget: () => quietly(() => localStorage.removeItem(DRAFTS + key)),
  };
}

function forgetOldDrafts() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(DRAFTS))) {
      const kept = draft(key.slice(DRAFTS.length));
      const at = (kept.read() || {}).at;
      if (!(at > Date.now() - KEPT_FOR)) kept.forget();
    }
  } catch {
    // No storage, no drafts.
  }
}

function startForm(form) {
  const kept = draft(form.dataset.draft);
  const pad = startPad(form, save);

  function save() {
    const values = Object.fromEntries(KEPT_FIELDS.map((name) => [name, new FormData(form).get(name)]));
    kept.write({ ...values, ink: pad.save(), version: form.dataset.version });
  }

  // After a refused submission the page comes back filled in; only an untouched form takes the draft.
  const saved = kept.read();
  if (saved && !document.getElementById("problems")) {
    const same = saved.version === form.dataset.version;
    for (const name of same ? KEPT_FIELDS : CARRIED_OVER) fill(form, name, saved[name]);
    if (same) form.elements.ink.value = saved.ink || "";
  }
  pad.load(form.elements.ink.value);

  form.addEventListener("input", (event) => {
    mended(event.target);
    save();
  });
  let sent = false;
  const button = form.querySelector(".main-button");
  const offline = document.getElementById("offline");
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    offline.hidden = navigator.onLine;
    if (!navigator.onLine) {
      // The browser's own error page would say nothing of what is kept.
      event.preventDefault();
      save();
      offline.focus();
      return;
    }
    sent = true;
    button.setAttribute("aria-disabled", "true");
    form.elements.signature.value = pad.picture();
    form.elements.ink.value = pad.save();
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    button.removeAttribute("aria-disabled");
  });
}

function fill(form, name, value) {
  if (!value) return;
  const field = form.elements[name];
  if (field instanceof RadioNodeList) field.value = value;
  else if (field.type === "checkbox") field.checked = true;
  else field.value = value;
}

// What is being put right is no longer marked as wrong; whether it is right the next submission tells.
function mended(element) {
  const field = element.closest(".wrong");
  if (!field) return;
  field.classList.remove("wrong");
  field.querySelector(".problem").hidden = true;
}

function startPad(form, changed) {
  const frame = document.getElementById("pad");
  frame.hidden = false;
  const [undo, clear] = ["undo", "clear"].map((name) => frame.querySelector(`[data-pad=${name}]`));
  const pad = new InkPad(frame.querySelector("canvas"), () => {
    undo.disabled = clear.disabled = !pad.strokes.length;
    if (pad.strokes.length) mended(frame);
    changed();
  });
  undo.addEventListener("click", () => pad.undo());
  clear.addEventListener("click", () => pad.clear());
  return pad;
}

// Looks every few seconds, later more rarely, whether the sealed report is there.
function watchSealing(papers) {
  let pause = 2000;
  const look = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("papers");
      if (fresh && !("waiting" in fresh.dataset)) {
        papers.replaceChildren(...fresh.children);
        return;
      }
    } catch {
      // No network just now: the next look may find it.
    }
    pause = Math.min(pause * 1.3, 30000);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
}

forgetOldDrafts();
const answer = document.querySelector("form.answer");
if (answer) startForm(answer);
const word = document.querySelector("[data-clear-draft]");
if (word) draft(word.dataset.clearDraft).forget();
const told = document.querySelector("[data-tells-of-draft]");
if (told) told.hidden = !draft(told.dataset.tellsOfDraft).read();
const papers = document.querySelector("#papers[data-waiting]");
if (papers) watchSealing(papers);
