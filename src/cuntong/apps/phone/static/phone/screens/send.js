// 寄件: parcels that people send from here; the carrier is told by the number's shape where only one fits.

import * as counter from "../counter.js";
import { el, show } from "../dom.js";
import { carrierName, digitsBox, enter, head, list, refuseForeign, station, tail } from "./parts.js";
import * as pack from "../pack.js";
import { word } from "../words.js";

let number = "";

export function open() {
  number = "";
  draw();
}

export const refresh = () => { if (!number) draw(); };

function draw() {
  const taken = counter.toSend();
  show(
    head(word("send"), word("to-send-now", { count: taken.length })),
    number ? form() : digitsBox(scanned, word("waybill-label")),
    !number && list(taken),
  );
}

export function scanned(text) {
  if (refuseForeign(text)) return;
  number = counter.read(text).number;
  draw();
}

function form() {
  const fitting = counter.carriersOf(number);
  const all = pack.rows("carrier");
  const carrier = el("select", { id: "carrier", required: true },
    fitting.length !== 1 && el("option", { value: "" }, word("choose-carrier")),
    [...fitting, ...all.filter((one) => !fitting.some((other) => other.code === one.code))].map((one) => el("option", { value: one.code }, carrierName(one.code))));
  const weight = el("input", { id: "weight", inputmode: "decimal", pattern: "\\d{1,3}([.]\\d{1,3})?", autocomplete: "off" });
  const one = el("form", { class: "stack" },
    el("p", { class: "big" }, number),
    el("label", { for: "carrier" }, word("carrier")), carrier,
    el("label", { for: "weight" }, word("weight")), weight,
    el("button", { class: "button main wide" }, word("take-in")));
  one.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = { station: await station(), number, carrier: carrier.value, ...(weight.value ? { weight_kg: weight.value } : {}) };
    if (await enter("parcels.take_in", body, { label: word("taken-in", { tail: tail(number) }) })) open();
  });
  return one;
}
