// 取件: by the code, or by the end of the phone number with a photo or a signature.

import * as counter from "../counter.js";
import { el, show, tell } from "../dom.js";
import { about, back, button, card, digitsBox, enter, head, list, refuseForeign, tail } from "./parts.js";
import { word } from "../words.js";

let isAsking = false;

export function open([number, carrier]) {
  const parcel = number && counter.parcels().find((one) => one.number === number && (!carrier || one.carrier === carrier));
  if (parcel) ask(parcel, "");
  else start();
}

export const refresh = () => { if (!isAsking) start(); };

function start() {
  isAsking = false;
  const waiting = counter.waiting();
  show(
    head(word("hand-out"), word("waiting-now", { count: waiting.length })),
    digitsBox(scanned, word("code-label")),
    waiting.length > 0 && el("details", { class: "more" }, el("summary", {}, word("all-waiting")), list(waiting, (one) => button(word("hand-out-it"), () => ask(one, "")))),
  );
}

export function scanned(text) {
  const found = counter.found(text, [...counter.waiting(), ...counter.toShelve()]);
  if (found.length === 1) return ask(found[0], text);
  if (found.length > 1) return show(head(word("which")), list(found, (one) => button(word("this-one"), () => ask(one, text))));
  if (!refuseForeign(text)) tell(word("not-here", { text }), "look");
}

const isCodeOf = (parcel, text) => Boolean(parcel.code) && counter.plain(text) !== parcel.number && counter.found(text, [{ ...parcel, number: "" }]).length === 1;

/** One screen with one decision. */
function ask(parcel, typed) {
  isAsking = true;
  show(
    el("header", { class: "head" }, back(), el("h1", {}, word("hand-out"))),
    card(parcel),
    isCodeOf(parcel, typed)
      ? button(word("hand-out-it"), () => handOut(parcel, { typed_code: parcel.code }), "main wide")
      : parcel.code && byCode(parcel),
    el("details", { class: "more", open: !parcel.code }, el("summary", {}, word("without-code")), byPhone(parcel)),
  );
}

function byCode(parcel) {
  return digitsBox((text) => (isCodeOf(parcel, text)
    ? handOut(parcel, { typed_code: parcel.code })
    : tell(word("wrong-code"), "wrong")), word("code-of-parcel"));
}

function byPhone(parcel) {
  const end = el("input", { id: "tail", inputmode: "numeric", maxlength: 4, autocomplete: "off" });
  const vouched = el("input", { id: "vouched", type: "checkbox" });
  const proof = el("div", { class: "proof" });
  let photo = null;
  import("./picture.js").then(({ proofOf }) => proof.replaceChildren(proofOf((taken) => { photo = taken; })));
  const hand = button(word("hand-out-it"), () => {
    if (!/^\d{4}$/.test(end.value) || (parcel.phone && !parcel.phone.endsWith(end.value))) return tell(word("wrong-tail"), "wrong");
    if (!vouched.checked) return tell(word("vouch-first"), "wrong");
    if (!photo) return tell(word("proof-first"), "wrong");
    return handOut(parcel, { phone_tail: end.value, vouched: true, photo: photo.id }, [photo]);
  }, "main wide");
  return el("div", {},
    el("label", { for: "tail" }, word("tail-label")), end,
    el("label", { class: "tick", for: "vouched" }, vouched, word("vouch")),
    proof, hand);
}

async function handOut(parcel, means, photos = []) {
  const entry = await enter("parcels.hand_out", { ...(await about(parcel)), ...means }, { photos, label: word("handed-out", { tail: tail(parcel.number) }) });
  if (entry && location.hash.startsWith("#/hand-out")) start(); // not over the screen somebody has gone on to
}
