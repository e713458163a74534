// 行程: a driver's stops in order; at each one counts, the keeper signs, and one drives on.

import { el, show, tell } from "../dom.js";
import * as rounds from "../rounds.js";
import { word } from "../words.js";
import { button, enter, head } from "./parts.js";
import { proofOf } from "./picture.js";

const TROUBLES = ["NOBODY_THERE", "REFUSED", "ROAD_CLOSED", "BREAKDOWN", "OTHER"];
let tripId = 0;
let stopId = 0;

export function open([trip = "", stop = ""]) {
  [tripId, stopId] = [Number(trip), Number(stop)];
  draw();
}

export const refresh = () => { if (!stopId) draw(); };

function draw() {
  const trips = rounds.trips().filter((one) => one.state === "PLANNED" || one.state === "UNDER_WAY");
  const trip = trips.find((one) => one.trip === tripId) ?? (trips.length === 1 ? trips[0] : null);
  if (!trip) return show(head(word("drive"), trips.length ? "" : word("trips-none")), el("div", { class: "choices" },
    trips.map((one) => el("a", { class: "button wide", href: `#/drive/${one.trip}` }, `${one.date} ${one.departs} · ${one.vehicle}`))));
  const stop = trip.stops.find((one) => one.stop === stopId);
  return stop ? atStop(trip, stop) : onTrip(trip);
}

function onTrip(trip) {
  const next = trip.stops.find((one) => one.state === "WAITING" || one.state === "ARRIVED");
  show(
    head(word("drive"), `${trip.date} ${trip.departs} · ${trip.vehicle}`),
    trip.state === "PLANNED"
      ? el("div", { class: "choices" },
        !trip.handed.includes("LOADING") && countForm(trip, null, "LOADING"),
        button(word("leave"), () => enter("routes.start", { trip: trip.trip }, { label: word("trip-left") }).then(draw), "main wide"))
      : !next && el("div", {}, !trip.handed.includes("UNLOADING") && countForm(trip, null, "UNLOADING"), backForm(trip)),
    el("ol", { class: "stops" }, trip.stops.map((one) => el("li", { class: one === next ? "next" : "" },
      el("a", { href: `#/drive/${trip.trip}/${one.stop}` }, el("b", {}, one.station), el("span", { class: "quiet" }, `${one.arrives} · ${word("to-deliver", { deliver: one.deliver, collect: one.collect })}`),
        el("span", { class: `flag ${one.state === "DONE" ? "" : "look"}` }, word(`stop-${one.state}`)))))),
  );
}

function atStop(trip, stop) {
  const said = { trip: trip.trip, stop: stop.stop };
  show(
    el("header", { class: "head" }, el("a", { class: "back", href: `#/drive/${trip.trip}` }, word("back")), el("h1", {}, stop.station), el("p", { class: "quiet" }, `${stop.place} · ${stop.arrives}`)),
    el("p", { class: "flag" }, word(`stop-${stop.state}`)),
    stop.state === "WAITING" && button(word("arrived"), () => enter("routes.arrive", said, { label: word("arrived-at", { station: stop.station }) }).then(draw), "main wide"),
    ["DELIVERY", "COLLECTION"].filter((kind) => !stop.handed.includes(kind)).map((kind) => countForm(trip, stop, kind)),
    el("details", { class: "more" }, el("summary", {}, word("trouble")), el("div", { class: "choices" },
      TROUBLES.map((kind) => button(word(`trouble-${kind}`), async () => {
        if (await enter("routes.exception", { ...said, kind }, { label: word(`trouble-${kind}`) })) location.hash = `#/drive/${trip.trip}`;
      }, "wide")))),
  );
}

/** Count, the reason where it is another number than planned, and the other side's signature. */
function countForm(trip, stop, kind) {
  const box = el("input", { id: `count-${kind}`, inputmode: "numeric", autocomplete: "off" });
  const reason = el("input", { id: `why-${kind}`, maxlength: 200, autocomplete: "off" });
  let signature = null;
  return el("details", { class: "more" }, el("summary", {}, word(`hand-${kind}`)),
    el("label", { for: box.id }, word("count-label")), box,
    el("label", { for: reason.id }, word("why-other-count")), reason,
    stop && proofOf((picture) => { signature = picture; }, { isSigned: true }),
    button(word("hand-over"), async () => {
      if (!/^\d{1,5}$/.test(box.value)) return tell(word("count-first"), "wrong");
      const body = { trip: trip.trip, ...(stop && { stop: stop.stop }), kind, counted: Number(box.value), difference_reason: reason.value.trim(), ...(signature && { signature: signature.id }) };
      const label = `${word(`hand-${kind}`)} ${box.value}`;
      if (!(await enter("routes.hand_over", body, { photos: signature ? [signature] : [], label }))) return;
      box.value = reason.value = "";
      draw();
    }, "main wide"));
}

function backForm(trip) {
  const km = el("input", { id: "km", inputmode: "decimal", pattern: "\\d{1,5}([.]\\d)?", autocomplete: "off" });
  return el("div", {}, el("label", { for: "km" }, word("driven-km")), km,
    button(word("come-back"), async () => {
      if (await enter("routes.back", { trip: trip.trip, ...(km.value && { driven_km: km.value }) }, { label: word("trip-back") })) { km.value = ""; draw(); }
    }, "main wide"));
}
