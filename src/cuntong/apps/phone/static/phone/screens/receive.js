// 收货: a handover by count, or scan by scan; what is missing stays on the list.

import * as counter from "../counter.js";
import { el, show, tell } from "../dom.js";
import { about, button, card, digitsBox, enter, head, list, refuseForeign, station, tail } from "./parts.js";
import { word } from "../words.js";

export const isRepeating = true;
let unknown = null;

export function open() {
  unknown = null;
  refresh();
}

export function refresh() {
  const coming = counter.coming();
  show(
    head(word("receive"), coming.length ? word("coming-now", { count: coming.length }) : word("coming-none")),
    unknown && el("section", { class: "decide" }, card(unknown), el("p", {}, word("unknown-ask")),
      button(word("receive-it"), () => receive(unknown), "main"), button(word("leave-it"), () => { unknown = null; refresh(); })),
    digitsBox(scanned),
    coming.length > 1 && el("details", { class: "more" }, el("summary", {}, word("by-count")), countForm(coming.length)),
    list(coming, (one) => button(word("receive-it"), () => receive(one), "main")),
  );
}

function countForm() {
  const box = el("input", { id: "counted", inputmode: "numeric", pattern: "\\d*", required: true, autocomplete: "off" });
  const form = el("form", { class: "digits" }, el("label", { for: "counted" }, word("count-label")), el("div", {}, box, el("button", { class: "button main" }, word("receive-all"))));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const counted = Number(box.value);
    const expected = counter.coming().length;
    if (counted !== expected) return tell(word("count-differs", { counted, expected }), "look");
    await enter("parcels.receive_count", { station: await station(), counted }, { label: word("receive-label", { count: counted }) });
  });
  return form;
}

export async function scanned(text) {
  const found = counter.found(text);
  if (found.length === 1) return found[0].where === "HERE" ? tell(word("here-already", { tail: tail(found[0].number) }), "look") : receive(found[0]);
  if (found.length > 1) return show(head(word("which")), list(found, (one) => button(word("receive-it"), () => receive(one), "main")));
  if (refuseForeign(text)) return;
  const { number } = counter.read(text);
  unknown = { number, carrier: counter.carriersOf(number).length === 1 ? counter.carriersOf(number)[0].code : "", isUnknown: true };
  refresh();
}

async function receive(parcel) {
  unknown = null;
  await enter("parcels.receive", await about(parcel), { label: word("received", { tail: tail(parcel.number) }) });
  refresh();
}
