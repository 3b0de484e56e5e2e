// The page's own words in English and French, and times, dates and sizes as people write them.

const FRENCH = (navigator.language || "en").toLowerCase().startsWith("fr");
export const LANGUAGE = FRENCH ? "fr" : "en";

const WORDS = {
  title: ["Chats", "Discussions"],
  about: ["Play any part: every phone here is somebody’s.", "Jouez tous les rôles : chaque téléphone est celui de quelqu’un."],
  addPerson: ["Add a person", "Ajouter une personne"],
  name: ["Name", "Nom"],
  language: ["Language", "Langue"],
  add: ["Add", "Ajouter"],
  cancel: ["Cancel", "Annuler"],
  close: ["Close", "Fermer"],
  ok: ["OK", "OK"],
  bot: ["bot", "robot"],
  typing: ["typing…", "écrit…"],
  sending: ["sending a file…", "envoie un fichier…"],
  noNetwork: ["No network", "Pas de réseau"],
  waitingNetwork: ["waiting for network…", "en attente du réseau…"],
  networkOn: ["Network: on", "Réseau : présent"],
  loseNetwork: ["Lose the network", "Couper le réseau"],
  findNetwork: ["Find the network again", "Rétablir le réseau"],
  channel: ["channel", "canal"],
  group: ["group", "groupe"],
  readOnly: ["Read here what the bot posts", "On lit ici ce que le robot publie"],
  menu: ["More", "Plus"],
  speaks: ["Phone in", "Téléphone en"],
  commands: ["Menu of commands", "Menu des commandes"],
  block: ["Block the bot", "Bloquer le robot"],
  unblock: ["Unblock the bot", "Débloquer le robot"],
  blocked: ["blocked", "bloqué"],
  start: ["START", "DÉMARRER"],
  payload: ["Payload of the link (optional)", "Paramètre du lien (facultatif)"],
  payloadHint: ["What follows ?start= in an invitation", "Ce qui suit ?start= dans une invitation"],
  nothingYet: ["No messages yet", "Aucun message"],
  message: ["Message", "Message"],
  messages: ["Messages", "Messages"],
  send: ["Send", "Envoyer"],
  attach: ["Attach", "Joindre"],
  photos: ["Photos or videos", "Photos ou vidéos"],
  files: ["Files", "Fichiers"],
  place: ["Location", "Position"],
  latitude: ["Latitude", "Latitude"],
  longitude: ["Longitude", "Longitude"],
  asFiles: ["As files, uncompressed", "En fichiers, sans compression"],
  caption: ["Caption (optional)", "Légende (facultative)"],
  showKeyboard: ["Show the buttons", "Afficher les boutons"],
  hideKeyboard: ["Hide the buttons", "Masquer les boutons"],
  reply: ["Reply", "Répondre"],
  edit: ["Edit", "Modifier"],
  editing: ["Edit message", "Modifier le message"],
  copy: ["Copy text", "Copier le texte"],
  copied: ["Copied", "Copié"],
  forward: ["Forward to the bot", "Transférer au robot"],
  remove: ["Delete", "Supprimer"],
  edited: ["edited", "modifié"],
  forwarded: ["Forwarded from", "Transféré de"],
  you: ["You", "Vous"],
  photo: ["Photo", "Photo"],
  enlarge: ["Enlarge the photo", "Agrandir la photo"],
  voice: ["Voice message", "Message vocal"],
  video: ["Video", "Vidéo"],
  download: ["Download", "Télécharger"],
  newest: ["To the newest message", "Au dernier message"],
  today: ["Today", "Aujourd’hui"],
  yesterday: ["Yesterday", "Hier"],
  whoOpens: ["Who opens this link?", "Qui ouvre ce lien ?"],
  someoneNew: ["Somebody new", "Quelqu’un d’autre"],
  opens: ["Open", "Ouvrir"],
  shareWith: ["Share with…", "Partager avec…"],
  shareHint: ["Somebody receives this link and opens it:", "Quelqu’un reçoit ce lien et l’ouvre :"],
  openLink: ["Open the link", "Ouvrir le lien"],
  copyLink: ["Copy the link", "Copier le lien"],
  queued: ["Waiting for the network", "En attente du réseau"],
  letters: ["Mailbox", "Boîte aux lettres"],
  asSent: ["Look at it as sent", "Voir telle qu’envoyée"],
  lost: ["The server does not answer; trying again…", "Le serveur ne répond pas ; nouvel essai…"],
  pinned: ["Pinned message", "Message épinglé"],
};

/** The page's word for `key`. */
export function word(key) {
  return WORDS[key][FRENCH ? 1 : 0];
}

const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(LANGUAGE === "fr" ? "fr" : "en-GB", { weekday: "long", day: "numeric", month: "long" });
const number = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 1 });

/** `20:30`, in the reader's time zone. */
export function time(date) {
  return clock.format(date);
}

/** “Today”, “Yesterday” or `Tuesday 24 November`. */
export function dayName(date, now) {
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  return days === 0 ? word("today") : days === 1 ? word("yesterday") : day.format(date);
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

/** `320 KB`. */
export function size(bytes) {
  const units = LANGUAGE === "fr" ? ["o", "Ko", "Mo"] : ["B", "KB", "MB"];
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  return `${number.format(bytes / 1024 ** step)} ${units[step]}`;
}

/** A language's name, as the reader writes it. */
export function languageName(code) {
  return new Intl.DisplayNames([LANGUAGE], { type: "language" }).of(code || "en");
}
