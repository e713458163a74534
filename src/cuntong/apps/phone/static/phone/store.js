// The phone's own database: entries in their order, pictures, the day's pack, and a few facts about phone and person.

import { isSealing, newKey, seal, unseal } from "./vault.js";

const NAME = "cuntong-phone";
const STORES = ["facts", "rows", "photos", "entries"];
let opened = null;
let key = null;

/** The phone has no room left; nothing was written. */
export class StorageFull extends Error {}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function ended(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(named(transaction.error));
  });
}

function named(error) {
  return error?.name === "QuotaExceededError" ? new StorageFull() : error;
}

export async function open() {
  if (opened) return opened;
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("facts");
    request.result.createObjectStore("rows");
    request.result.createObjectStore("photos");
    request.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true })
      .createIndex("id", "id", { unique: true });
  };
  opened = await asked(request);
  opened.onversionchange = () => { opened.close(); opened = null; };
  if (isSealing) key = await ownKey();
  return opened;
}

async function ownKey() {
  const kept = await fact("key");
  if (kept) return kept;
  await setFact("key", await newKey());
  return fact("key"); // the one that two windows agree on
}

function reading(name) {
  return opened.transaction(name).objectStore(name);
}

/** A transaction that is on the disk, not only in a buffer, when it is told to be done. */
async function writing(names, work) {
  const transaction = opened.transaction(names, "readwrite", { durability: "strict" });
  const done = ended(transaction);
  try {
    work(...names.map((name) => transaction.objectStore(name)));
  } catch (error) {
    transaction.abort();
    await done.catch(() => {});
    throw named(error);
  }
  await done;
}

export const fact = (name) => asked(reading("facts").get(name));

export const setFact = (name, value) =>
  writing(["facts"], (facts) => (name === "key" ? facts.add(value, name) : facts.put(value, name)))
    .catch((error) => { if (name !== "key" || error?.name !== "ConstraintError") throw error; });

// --- The day's pack ---

export async function rows() {
  const store = reading("rows");
  const [keys, kept] = await Promise.all([asked(store.getAllKeys()), asked(store.getAll())]);
  const found = await Promise.all(kept.map(async (one) => ({ digest: one.digest, row: await unseal(key, one.sealed) })));
  return new Map(keys.map((name, number) => [name, found[number]]));
}

export async function changeRows(changed, digests, gone) {
  const sealed = await Promise.all(Object.entries(changed).map(async ([name, row]) =>
    [name, { digest: digests[name], sealed: await seal(key, row) }]));
  await writing(["rows"], (store) => {
    for (const [name, value] of sealed) store.put(value, name);
    for (const name of gone) store.delete(name);
  });
}

// --- Entries and pictures ---

/** Puts an entry into the queue, with its pictures, in one step: all of it or nothing. */
export async function addEntry(entry, photos) {
  const { id, state, ...content } = entry;
  const sealed = await seal(key, content);
  const pictures = await Promise.all(photos.map(async (one) => [one.id, await seal(key, one.bytes)]));
  await writing(["entries", "photos"], (entries, store) => {
    for (const [name, value] of pictures) store.put({ sealed: value, isSent: false }, name);
    entries.add({ id, state, sealed });
  });
}

export async function entries() {
  const kept = await asked(reading("entries").getAll());
  return Promise.all(kept.map(async ({ sealed, ...plain }) => ({ ...plain, ...(await unseal(key, sealed)) })));
}

/** Changes what is noted about entries (state, answer, tries): what they say stays as it is. */
export async function noteEntries(changes) {
  const store = reading("entries");
  const kept = await Promise.all(changes.map(({ seq }) => asked(store.get(seq))));
  await writing(["entries"], (entries) => {
    kept.forEach((one, number) => one && entries.put({ ...one, ...changes[number] }));
  });
}

export const dropEntries = (seqs) =>
  writing(["entries"], (entries) => seqs.forEach((seq) => entries.delete(seq)));

export async function photo(id) {
  const kept = await asked(reading("photos").get(id));
  return kept && { isSent: kept.isSent, bytes: kept.isSent ? null : await unseal(key, kept.sealed) };
}

/** A picture that the server has takes no room any more. */
export const notePhotoSent = (id) => writing(["photos"], (photos) => photos.put({ isSent: true }, id));

/** Leaves nothing: the database goes, and the key with it. */
export async function wipe() {
  if (!opened) await open();
  await writing(STORES, (...stores) => stores.forEach((store) => store.clear()));
  opened.close();
  opened = key = null;
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = request.onerror = request.onblocked = resolve;
  });
}
