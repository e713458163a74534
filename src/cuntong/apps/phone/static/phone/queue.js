// The queue of entries: what was done on this phone, in its order, and what became of each.

import * as store from "./store.js";
import { newId } from "./vault.js";

export const QUEUED = "QUEUED";
export const DONE = "DONE";
export const KEPT_HOURS = 36;
export const changes = new EventTarget();
let known = [];

/** Tells the screens that entries or the pack changed. */
export const changed = () => changes.dispatchEvent(new Event("change"));

export async function load() {
  known = await store.entries();
  changed();
}

export const all = () => known;
export const queued = () => known.filter((one) => one.state === QUEUED);
/** Answered by the server, and a person has to look: refused, in conflict, or another code than the one written down. */
export const open = () => known.filter((one) =>
  !one.isSettled && (one.state === "CONFLICT" || one.state === "REFUSED" || needsRewriting(one)));

export const needsRewriting = (one) =>
  one.state === DONE && one.kind === "parcels.shelve" && one.written && one.answer?.code && one.answer.code !== one.written;

/**
 * Puts an entry into the queue. It gets its id and its time here, once.
 * Throws StorageFull when the phone has no room: then nothing was kept, and the caller says so.
 */
export async function add(kind, body, { photos = [], written = "", label = "" } = {}) {
  const entry = { id: newId(), state: QUEUED, kind, body, written, label, madeAt: new Date().toISOString(), photos: photos.map((one) => one.id) };
  await store.addEntry(entry, photos);
  await load();
  navigator.storage?.persist?.();
  changes.dispatchEvent(new Event("added"));
  return entry;
}

/** Notes the server's answers. */
export async function answered(answers) {
  const bySent = new Map(answers.map((one) => [one.id, one]));
  const noted = known.filter((one) => one.state === QUEUED && bySent.has(one.id)).map((one) => {
    const { state, reason, answer } = bySent.get(one.id);
    if (state === "LATER") return { seq: one.seq, tries: (one.tries ?? 0) + 1, reason };
    return { seq: one.seq, state, reason, answer, answeredAt: new Date().toISOString(), isInPack: false };
  });
  await store.noteEntries(noted);
  await load();
}

/** The pack that has just come holds what was accepted before it was asked for. */
export async function noteInPack(seqs) {
  const wanted = new Set(seqs);
  const noted = known.filter((one) => wanted.has(one.seq) && one.isInPack === false).map(({ seq }) => ({ seq, isInPack: true }));
  if (noted.length) await store.noteEntries(noted);
  const before = Date.now() - KEPT_HOURS * 3600e3;
  const old = known.filter((one) => one.state !== QUEUED && Date.parse(one.answeredAt) < before && (one.state === DONE || one.isSettled) && !needsRewriting(one));
  if (old.length) await store.dropEntries(old.map((one) => one.seq));
  await load();
}

/** A person has dealt with an entry that was not accepted, or has written the other code on the parcel. */
export async function settled(entry) {
  await store.noteEntries([{ seq: entry.seq, isSettled: true }]);
  await load();
}
