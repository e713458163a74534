// 退件: to the driver from a village point, to the carrier from a township station.

import * as counter from "../counter.js";
import { el, show, tell } from "../dom.js";
import { about, back, button, card, digitsBox, enter, head, list, refuseForeign, tail } from "./parts.js";
import { word } from "../words.js";

const REASONS = ["REFUSED", "NOT_COLLECTED", "WRONG_VILLAGE", "DAMAGED"];

export const open = () => refresh();

export function refresh() {
  if (document.querySelector("#reasons")) return;
  const here = [...counter.waiting(), ...counter.toShelve()].sort((a, b) => Number(Boolean(b.overdue)) - Number(Boolean(a.overdue)));
  show(head(word("give-back"), word("give-back-hint")), digitsBox(scanned), list(here, (one) => button(word("give-back-it"), () => ask(one))));
}

export function scanned(text) {
  const found = counter.found(text, [...counter.waiting(), ...counter.toShelve()]);
  if (found.length === 1) return ask(found[0]);
  if (found.length > 1) return show(head(word("which")), list(found, (one) => button(word("this-one"), () => ask(one))));
  if (!refuseForeign(text)) tell(word("not-here", { text }), "look");
}

function ask(parcel) {
  const isVillage = counter.shelf().level === "VILLAGE";
  show(
    el("header", { class: "head" }, back(), el("h1", {}, word("give-back"))),
    card(parcel),
    isVillage
      ? el("div", { id: "reasons", class: "choices" }, REASONS.map((one) => button(word(`reason-${one}`), () => sendBack(parcel, one), "wide")))
      : el("div", { id: "reasons" }, button(word("to-carrier"), () => toCarrier(parcel), "main wide")),
  );
}

async function sendBack(parcel, reason) {
  if (await enter("parcels.send_back", { ...(await about(parcel)), reason }, { label: word("given-back", { tail: tail(parcel.number) }) })) leave();
}

async function toCarrier(parcel) {
  if (await enter("parcels.return", await about(parcel), { label: word("given-back", { tail: tail(parcel.number) }) })) leave();
}

function leave() {
  document.getElementById("screen").replaceChildren();
  refresh();
}
