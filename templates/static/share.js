// The technician's page with the ways to hand the client's link over. Everything comes from behind the # of the
// address, which no server is told: `#TOKEN&to=fr&tel=…&mail=…`. Only a token and who is written to are taken from
// there: the text is the page's own, and the link leads to this house.
"use strict";

const TOKEN = /^[\w-]{43}$/;
const PHONE = /^\+?[\d ().\/-]{4,30}$/;
const MAIL = /^[^\s@?&<>]+@[^\s@?&<>]+$/;

const at = (id) => document.getElementById(id);

function read() {
  const [token, ...rest] = location.hash.slice(1).split("&");
  const said = new URLSearchParams(rest.join("&"));
  const fitting = (name, pattern) => (pattern.test(said.get(name) || "") ? said.get(name) : "");
  return {
    token: TOKEN.test(token) ? token : null,
    to: said.get("to"),
    phone: fitting("tel", PHONE),
    mail: fitting("mail", MAIL),
  };
}

function show(way, href, to) {
  at(way).href = href;
  at(way).querySelector(".to").textContent = to;
}

function start() {
  const { token, to, phone, mail } = read();
  // The other language's page is told as well.
  const other = document.querySelector(".switch");
  other.href = other.getAttribute("href").split("#")[0] + location.hash;
  at("nothing").hidden = token !== null;
  at("ways").hidden = token === null;
  if (token === null) return;

  const letters = [...document.querySelectorAll("blockquote")];
  const letter = letters.find((each) => each.lang === to) || letters[0];
  for (const each of letters) each.hidden = each !== letter;
  letter.dataset.words ??= letter.textContent;
  const text = `${letter.dataset.words}\n${location.origin}/c/${token}`;
  const { subject } = letter.dataset;
  letter.textContent = text;

  const number = phone.replace(/[^\d+]/g, "");
  const body = encodeURIComponent(text);
  // RFC 5724 has `?body=`; iOS wants `&body=`; both understand both together.
  show("sms", `sms:${number}?&body=${body}`, phone);
  // RFC 6068: line breaks are %0D%0A.
  const lines = encodeURIComponent(text.replace(/\n/g, "\r\n"));
  const address = mail.split("@").map(encodeURIComponent).join("@");
  show("mail", `mailto:${address}?subject=${encodeURIComponent(subject)}&body=${lines}`, mail);
  // wa.me knows international numbers alone; without one WhatsApp asks to whom.
  const abroad = number.startsWith("+") ? number.slice(1) : "";
  show("whatsapp", `https://wa.me/${abroad}?text=${body}`, abroad && phone);

  // Phones offer these two to secure pages only.
  at("other").hidden = !navigator.share;
  at("other").onclick = () => navigator.share({ title: subject, text }).catch(() => {}); // closed again: nothing to say
  at("copy").hidden = !navigator.clipboard;
  at("copy").onclick = async () => {
    const said = at("copied");
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = said.dataset.done;
    } catch {
      said.textContent = said.dataset.failed;
    }
  };
}

start();
window.addEventListener("hashchange", start);
