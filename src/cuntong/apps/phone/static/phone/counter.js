// The counter as this phone knows it: the pack, and over it what was done here and is not in the pack yet.

import * as pack from "./pack.js";
import * as queue from "./queue.js";

const DIGITS = 4;

/** Entries that the pack does not hold yet, in their order; what was not accepted is not counted. */
const pending = () => queue.all().filter((one) => one.state === queue.QUEUED || (one.state === queue.DONE && one.isInPack === false));

const meant = (parcels, { number, carrier }) =>
  parcels.find((one) => one.number === number && (!carrier || one.carrier === carrier));

const ACTS = {
  "parcels.receive": (parcels, body) => {
    const found = meant(parcels, body);
    if (found) found.where = "HERE";
    else parcels.push({ key: `new:${body.number}`, number: body.number, carrier: body.carrier, where: "HERE", isUnknown: true });
    return meant(parcels, body);
  },
  "parcels.receive_count": (parcels) => {
    for (const one of parcels) if (one.where === "COMING") Object.assign(one, { where: "HERE", isPending: true });
  },
  "parcels.shelve": (parcels, body, entry) => {
    const found = meant(parcels, body);
    if (found) Object.assign(found, { where: "HERE", code: entry.answer?.code ?? entry.written });
    return found;
  },
  "parcels.hand_out": gone,
  "parcels.send_back": gone,
  "parcels.return": gone,
  "parcels.take_in": (parcels, body) => {
    parcels.push({ key: `new:${body.number}`, number: body.number, carrier: body.carrier, where: "HERE", direction: "UP" });
    return parcels.at(-1);
  },
  "parcels.remind": (parcels, body) => {
    const found = meant(parcels, body);
    if (found) found.told = [...(found.told ?? []), ["REMINDER", "WAITING"]];
    return found;
  },
};

function gone(parcels, body) {
  const found = meant(parcels, body);
  if (found) parcels.splice(parcels.indexOf(found), 1);
  return null;
}

/** Every parcel that concerns this counter; `isPending` where only this phone knows of its last step. */
export function parcels() {
  const found = pack.rows("parcel");
  for (const entry of pending()) {
    const touched = ACTS[entry.kind]?.(found, entry.body, entry);
    if (touched && entry.state === queue.QUEUED) touched.isPending = true;
  }
  return found.sort((a, b) => (a.number < b.number ? -1 : 1));
}

export const isDown = (one) => one.direction !== "UP";
export const coming = (all = parcels()) => all.filter((one) => isDown(one) && one.where === "COMING");
export const toShelve = (all = parcels()) => all.filter((one) => isDown(one) && one.where === "HERE" && !one.code);
export const waiting = (all = parcels()) => all.filter((one) => isDown(one) && one.where === "HERE" && one.code);
export const toSend = (all = parcels()) => all.filter((one) => !isDown(one) && one.where === "HERE");

/** What was read or typed, as it is looked for: full width to half, capitals, no spaces. */
export const plain = (text) => text.normalize("NFKC").trim().toUpperCase();

/** The number of a pick-up code that somebody typed: A1-03-0731, 15 1 731, 731 → 731. */
function codeNumber(text) {
  const last = plain(text).match(/(\d{1,4})$/)?.[1];
  return last ? Number(last) : null;
}

const numberOf = (code) => Number(code.match(/(\d+)$/)?.[1]);

/** Parcels that somebody means by a waybill number, its last digits, or the pick-up code. */
export function found(text, all = parcels()) {
  const typed = plain(text);
  const exact = all.filter((one) => one.number === typed);
  if (exact.length || !typed) return exact;
  const number = /^[A-Z]?\d{1,2}[-\s]+\d{1,2}[-\s]+\d{1,4}$|^\d{1,4}$/.test(typed) ? codeNumber(typed) : null;
  const byCode = number ? all.filter((one) => one.code && numberOf(one.code) === number) : [];
  const byEnd = /^[0-9A-Z]{4,}$/.test(typed) ? all.filter((one) => one.number.endsWith(typed)) : [];
  return [...new Set([...byCode, ...byEnd])];
}

/** What a scan can be: a waybill number, or something that is none, told with its beginning. */
export function read(text) {
  const typed = plain(text);
  return /^[0-9A-Z-]{8,40}$/.test(typed) ? { number: typed } : { foreign: text.trim().slice(0, 60) };
}

/** The carriers that a waybill number may belong to, by its shape. */
export const carriersOf = (number) =>
  pack.rows("carrier").filter((one) => one.patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(number)));

// --- Pick-up codes, written as the server writes them (parcels/pickup_codes.py) ---

export const shelf = () => pack.row("shelf") ?? { format: "LETTER", shelves: 3, layers: 5, last_shelf: 1, last_layer: 1 };

export function shelfLabel(number, format = shelf().format) {
  if (format === "NUMBER") return "";
  if (format === "DIGITS") return String(number);
  return String.fromCharCode(65 + Math.floor((number - 1) / 9)) + (((number - 1) % 9) + 1);
}

export function compose(shelfNumber, layer, number, format = shelf().format) {
  const end = String(number).padStart(DIGITS, "0");
  if (format === "NUMBER") return end;
  return `${shelfLabel(shelfNumber, format)}-${String(layer).padStart(format === "LETTER" ? 2 : 1, "0")}-${end}`;
}

/** The next number that the server reserved for this phone and that is not on a parcel yet. */
export function nextNumber(reserved) {
  const used = new Set(queue.all().filter((one) => one.kind === "parcels.shelve").map((one) => one.body.reserved));
  return (reserved ?? []).find((number) => !used.has(number)) ?? null;
}
