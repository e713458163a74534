// Pictures: taken or chosen, made small on the phone; or a signature with the finger.

import { el, tell } from "../dom.js";
import { newId } from "../vault.js";
import { word } from "../words.js";

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
export const MOST_BYTES = 40e6;

/** A picture as it is sent: at most 1,600 pixels a side, JPEG, without where and with what it was taken. */
export async function shrunk(file) {
  if (file.size > MOST_BYTES) throw new Error(word("photo-too-large", { mb: Math.round(file.size / 1e6) }));
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => { throw new Error(word("photo-unreadable")); });
  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = el("canvas", { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return asPicture(canvas, "image/jpeg");
}

async function asPicture(canvas, type) {
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, QUALITY));
  return { id: newId(), bytes: await blob.arrayBuffer(), size: blob.size };
}

/** A button that takes a photo; `onPicture` gets it small. Says what was done with a large one. */
export function photoButton(onPicture, label = word("take-photo")) {
  const shown = el("span", { class: "quiet" });
  const input = el("input", { type: "file", accept: "image/*", capture: "environment", class: "away" });
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    shown.textContent = word("photo-shrinking");
    try {
      const picture = await shrunk(file);
      shown.textContent = word("photo-ready", { before: (file.size / 1e6).toFixed(1), after: Math.max(1, Math.round(picture.size / 1e3)) });
      onPicture(picture);
    } catch (error) {
      shown.textContent = "";
      tell(error.message, "wrong");
    }
  });
  return el("div", { class: "photo" }, el("label", { class: "button" }, input, label), shown);
}

/** A photo or a signature: whichever comes last counts. */
export function proofOf(onPicture, { isSigned = false } = {}) {
  const canvas = el("canvas", { class: "signature", width: 640, height: 260, role: "img", "aria-label": word("sign-here") });
  const pen = canvas.getContext("2d");
  let isDown = false;
  pen.lineWidth = 5;
  pen.lineCap = pen.lineJoin = "round";
  pen.strokeStyle = "#161a18";
  clear();
  function clear() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
  }
  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  }
  canvas.addEventListener("pointerdown", (event) => { isDown = true; canvas.setPointerCapture(event.pointerId); pen.beginPath(); pen.moveTo(...at(event)); });
  canvas.addEventListener("pointermove", (event) => { if (isDown) { pen.lineTo(...at(event)); pen.stroke(); } });
  canvas.addEventListener("pointerup", async () => { isDown = false; onPicture(await asPicture(canvas, "image/png")); });
  return el("div", {}, el("p", { class: "label" }, word("sign-here")), canvas,
    el("button", { type: "button", class: "button", onclick: () => { clear(); onPicture(null); } }, word("sign-again")),
    !isSigned && photoButton(onPicture));
}
