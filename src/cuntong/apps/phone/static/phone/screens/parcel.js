// After a scan from anywhere: one parcel, one decision, by where it stands.

import * as counter from "../counter.js";
import { el, show, tell } from "../dom.js";
import { about, back, button, card, enter, head, list, refuseForeign, tail } from "./parts.js";
import { word } from "../words.js";

let text = "";

export function open([scannedText = ""]) {
  text = scannedText;
  draw();
}

export const scanned = (other) => open([other]);

function draw() {
  const found = counter.found(text);
  if (found.length === 0) return none();
  if (found.length > 1) return show(head(word("which")), list(found, (one) => button(word("this-one"), () => open([one.number]))));
  const [parcel] = found;
  show(el("header", { class: "head" }, back(), el("h1", {}, word("this-parcel"))), card(parcel), decision(parcel));
}

function decision(parcel) {
  const go = (label, address, kind = "wide") => el("a", { class: `button ${kind}`, href: address }, label);
  if (!counter.isDown(parcel)) return el("p", {}, word("waits-for-driver"));
  if (parcel.where !== "HERE") return button(word("receive-it"), () => receive(parcel), "main wide");
  const way = `#/hand-out/${encodeURIComponent(parcel.number)}/${encodeURIComponent(parcel.carrier ?? "")}`;
  return el("div", { class: "choices" },
    parcel.code ? go(word("hand-out-it"), way, "main wide") : go(word("shelve-it"), "#/shelve", "main wide"),
    parcel.code ? null : go(word("hand-out-it"), way), go(word("give-back-it"), "#/back"));
}

function none() {
  show(head(word("not-found"), text));
  if (refuseForeign(text)) return;
  document.getElementById("screen").append(
    el("p", {}, word("unknown-ask")),
    button(word("receive-it"), () => receive({ number: counter.read(text).number, carrier: "" }), "main wide"),
    el("a", { class: "button wide", href: "#/send" }, word("send-it")));
}

async function receive(parcel) {
  if (await enter("parcels.receive", await about(parcel), { label: word("received", { tail: tail(parcel.number) }) })) draw();
  else tell(word("space-full"), "wrong");
}
