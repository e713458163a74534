// What an inspector or a driver has before them: the pack, and over it what was done on this phone.

import * as pack from "./pack.js";
import * as queue from "./queue.js";

const pending = (kind) => queue.all().filter((one) =>
  one.kind.startsWith(`${kind}.`) && (one.state === queue.QUEUED || (one.state === queue.DONE && one.isInPack === false)));

/** Visits to make; `answers` and `photos` by question as they stand on this phone. */
export function visits() {
  const found = pack.rows("visit").map((one) => ({ ...one, answers: { ...one.answers }, photos: new Set(one.photos) }));
  for (const { kind, body } of pending("inspections")) {
    const visit = found.find((one) => one.visit === body.visit);
    if (!visit) continue;
    if (kind === "inspections.begin") visit.state = "BEGUN";
    if (kind === "inspections.answer") visit.answers[body.question] = body.value;
    if (kind === "inspections.photo") visit.photos.add(body.question);
    if (kind === "inspections.finish") visit.state = "FINISHED";
  }
  return found.sort((a, b) => (a.date + a.station < b.date + b.station ? -1 : 1));
}

export const questions = (visit) => pack.row(visit.checklist)?.questions ?? [];

/** Problems that wait for a repair (a keeper's) or for a re-check (an inspector's), without those dealt with here. */
export function problems() {
  const done = new Set(pending("inspections").map((one) => one.body.problem).filter(Boolean));
  return pack.rows("problem").filter((one) => !done.has(one.problem)).sort((a, b) => (a.due < b.due ? -1 : 1));
}

/** Trips with their stops as they stand on this phone. */
export function trips() {
  const found = pack.rows("trip").map((one) => ({ ...one, handed: [...one.handed], stops: one.stops.map((stop) => ({ ...stop, handed: [...stop.handed] })) }));
  for (const { kind, body } of pending("routes")) {
    const trip = found.find((one) => one.trip === body.trip);
    const stop = trip?.stops.find((one) => one.stop === body.stop);
    if (!trip) continue;
    if (kind === "routes.start") trip.state = "UNDER_WAY";
    if (kind === "routes.back") trip.state = "FINISHED";
    if (kind === "routes.arrive" && stop) stop.state = "ARRIVED";
    if (kind === "routes.hand_over") (stop ?? trip).handed.push(body.kind);
    if (kind === "routes.hand_over" && stop) stop.state = "DONE";
    if (kind === "routes.exception" && stop && body.kind !== "OTHER") stop.state = "FAILED";
  }
  return found.sort((a, b) => (a.date + a.departs < b.date + b.departs ? -1 : 1));
}
