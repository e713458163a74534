// The day's pack in memory: rows by key, as the server gave them last.

import * as store from "./store.js";

let kept = new Map();

export async function load() {
  kept = await store.rows();
}

export const known = () => Object.fromEntries([...kept].map(([key, one]) => [key, one.digest]));

/** The rows whose key begins with a word: `rows("parcel")`. */
export const rows = (kind) =>
  [...kept].filter(([key]) => key.startsWith(`${kind}:`)).map(([key, one]) => ({ key, ...one.row }));

export const row = (key) => kept.get(key)?.row;

export async function apply({ rows: changed, digests, gone }) {
  await store.changeRows(changed, digests, gone);
  await load();
}
