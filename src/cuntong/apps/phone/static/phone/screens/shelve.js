// 上架: scan, and write on the parcel what stands here in large letters.

import * as counter from "../counter.js";
import { el, show, tell } from "../dom.js";
import { about, button, digitsBox, enter, head, list, refuseForeign, tail } from "./parts.js";
import * as store from "../store.js";
import { word } from "../words.js";

export const isRepeating = true;
let place = null;

export async function open() {
  place ??= (await store.fact("shelf")) ?? [counter.shelf().last_shelf, counter.shelf().last_layer];
  refresh();
}

export function refresh() {
  const waiting = counter.toShelve();
  show(
    head(word("shelve"), waiting.length ? word("to-shelve-now", { count: waiting.length }) : word("to-shelve-none")),
    counter.shelf().format !== "NUMBER" && placeForm(),
    digitsBox(scanned),
    list(waiting, (one) => button(word("shelve-it"), () => shelve(one), "main")),
  );
}

function placeForm() {
  const { shelves, layers } = counter.shelf();
  const choice = (id, label, count, chosen, text) => el("label", { for: id }, label,
    el("select", { id, onchange: keepPlace }, Array.from({ length: count }, (_none, n) => el("option", { value: n + 1, selected: n + 1 === chosen }, text(n + 1)))));
  return el("div", { class: "pair" },
    choice("shelf", word("shelf"), shelves, place[0], (n) => counter.shelfLabel(n)),
    choice("layer", word("layer"), layers, place[1], String));
}

async function keepPlace() {
  place = [Number(document.getElementById("shelf").value), Number(document.getElementById("layer").value)];
  await store.setFact("shelf", place);
}

export async function scanned(text) {
  const found = counter.found(text);
  if (found.length === 1) return found[0].code ? tell(word("has-code"), "look", found[0].code) : shelve(found[0]);
  if (found.length > 1) return show(head(word("which")), list(found, (one) => button(word("shelve-it"), () => shelve(one), "main")));
  if (!refuseForeign(text)) tell(word("not-here", { text }), "look");
}

async function shelve(parcel) {
  const reserved = counter.nextNumber(await store.fact("numbers"));
  if (reserved === null) return tell(word("no-numbers"), "wrong");
  const [shelf, layer] = place;
  const written = counter.compose(shelf, layer, reserved);
  const body = { ...(await about(parcel)), shelf, layer, reserved };
  await enter("parcels.shelve", body, { written, label: word("write-on", { tail: tail(parcel.number) }), big: written });
  refresh();
}
