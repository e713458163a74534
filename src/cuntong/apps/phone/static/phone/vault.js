// What the phone holds is encrypted with a key that never leaves the browser: it can be used, not read.
// Where the browser has no WebCrypto (a page without TLS), things are kept as they are, and `isSealing` says so.

const NAME = "AES-GCM";

export const isSealing = Boolean(globalThis.crypto?.subtle);

export function newKey() {
  return crypto.subtle.generateKey({ name: NAME, length: 256 }, false, ["encrypt", "decrypt"]);
}

/** Encrypts any value that JSON can say, or the bytes of a picture. */
export async function seal(key, value) {
  if (!key) return { plain: value };
  const isBytes = value instanceof ArrayBuffer;
  const bytes = isBytes ? value : new TextEncoder().encode(JSON.stringify(value));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, isBytes, bytes: await crypto.subtle.encrypt({ name: NAME, iv }, key, bytes) };
}

export async function unseal(key, sealed) {
  if ("plain" in sealed) return sealed.plain;
  const bytes = await crypto.subtle.decrypt({ name: NAME, iv: sealed.iv }, key, sealed.bytes);
  return sealed.isBytes ? bytes : JSON.parse(new TextDecoder().decode(bytes));
}

/** An id that nobody else makes; also where the page has no TLS and `randomUUID` is missing. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
