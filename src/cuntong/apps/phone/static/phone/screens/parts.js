// What several screens are made of: the box for digits, a parcel's card, and doing one thing once.

import * as counter from "../counter.js";
import { el, tell } from "../dom.js";
import * as pack from "../pack.js";
import * as queue from "../queue.js";
import * as store from "../store.js";
import { isEnglish, word } from "../words.js";

export const back = () => el("a", { class: "back", href: "#/" }, word("back"));

export function head(title, detail = "") {
  return el("header", { class: "head" }, back(), el("h1", {}, title), detail && el("p", { class: "quiet" }, detail));
}

/** A box for the last digits or the whole number; a hand scanner types into it as well. */
export function digitsBox(onText, label = word("digits-label")) {
  const box = el("input", { id: "digits", name: "digits", inputmode: "numeric", autocomplete: "off", enterkeyhint: "search" });
  const form = el("form", { class: "digits" }, el("label", { for: "digits" }, label), el("div", {}, box, el("button", { class: "button" }, word("find"))));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = box.value;
    box.value = "";
    if (text.trim()) onText(text);
  });
  return form;
}

export const carrierName = (code) => pack.row(`carrier:${code}`)?.[isEnglish ? "en" : "zh"] ?? code;

/** A parcel as a keeper has it in hand: the last four digits large, the code larger. */
export function card(parcel, ...actions) {
  return el("article", { class: "card", "data-number": parcel.number },
    parcel.code && el("p", { class: "code" }, parcel.code),
    el("p", { class: "number" }, el("small", {}, `${carrierName(parcel.carrier)} ${parcel.number.slice(0, -4)}`), el("b", {}, parcel.number.slice(-4))),
    el("p", {}, [parcel.recipient, parcel.phone].filter(Boolean).join(" ")),
    el("p", { class: "flags" },
      parcel.isPending && el("span", { class: "flag queued" }, word("queued")),
      parcel.isUnknown && el("span", { class: "flag look" }, word("unknown-parcel")),
      parcel.overdue && el("span", { class: "flag look" }, word("overdue")),
      parcel.agreed && el("span", { class: "flag" }, word("agreed"))),
    actions.length ? el("div", { class: "actions" }, actions) : null);
}

export const list = (parcels, ...cards) =>
  el("div", { class: "cards" }, parcels.map((one) => card(one, ...cards.map((make) => make(one)).filter(Boolean))));

export function button(label, act, kind = "") {
  const one = el("button", { type: "button", class: `button ${kind}` }, label);
  one.addEventListener("click", async () => {
    one.disabled = true;
    try { await act(one); } finally { one.disabled = false; }
  });
  return one;
}

/**
 * Queues an entry and says so; whether it was kept. "Queued" is what is said: done it is when the server says so.
 */
export async function enter(kind, body, options = {}) {
  try {
    const entry = await queue.add(kind, body, options);
    tell(word("kept", { label: options.label ?? "" }), "queued", options.big ?? "");
    document.querySelector("#notices .notice").dataset.entry = entry.id;
    return entry;
  } catch (error) {
    if (!(error instanceof store.StorageFull)) throw error;
    tell(word("space-full"), "wrong");
    return null;
  }
}

export const station = async () => (await store.fact("station")) ?? 0;

/** The body of an entry about a parcel. */
export const about = async (parcel) => ({ station: await station(), number: parcel.number, carrier: parcel.carrier ?? "" });

export const tail = (number) => `…${number.slice(-4)}`;

/** What was read is no waybill: says what it is, and opens nothing. */
export function refuseForeign(text) {
  const read = counter.read(text);
  if (!("foreign" in read)) return false;
  tell(word("foreign", { text: read.foreign }), "look");
  return true;
}
