// Scanning with the camera: QR and the couriers' 1-D codes, decoded on the phone by a library that we serve ourselves.

import { el, tell } from "../dom.js";
import { word } from "../words.js";

const STATIC = document.body.dataset.static.replace(/\/phone$/, "/vendor/zxing");
const FORMATS = ["QRCode", "Code128", "Code39", "Code93", "ITF", "Codabar", "EAN13", "DataMatrix"];
const PAUSE_MS = 120;
const SAME_AGAIN_MS = 2500;
let loading = null;

/** The decoder, loaded at the first scan and kept on the phone for the next one without network. */
export function decoder() {
  loading ??= new Promise((resolve, reject) => {
    const script = el("script", { src: `${STATIC}/index.js` });
    script.onload = () => {
      globalThis.ZXingWASM.prepareZXingModule({ overrides: { locateFile: (name) => `${STATIC}/${name}` } });
      resolve(globalThis.ZXingWASM);
    };
    script.onerror = () => { loading = null; reject(new Error(word("scanner-missing"))); };
    document.head.append(script);
  });
  return loading;
}

/** What stands in a picture, or null. */
export async function decode(image) {
  const { readBarcodes } = await decoder();
  const [found] = await readBarcodes(image, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
  return found?.text ?? null;
}

/** Shows the camera and calls `each` for what is read: once, or again and again for a pile of parcels. */
export async function scan({ each, isRepeating }) {
  const video = el("video", { playsinline: true, muted: true });
  const close = el("button", { type: "button", class: "button" }, word(isRepeating ? "scan-finish" : "close"));
  const dialog = el("dialog", { class: "camera", "aria-label": word("scan-title") }, video, el("p", {}, word("scan-hint")), close);
  document.body.append(dialog);
  let stream = null;
  const end = () => { stream?.getTracks().forEach((one) => one.stop()); dialog.remove(); };
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", end);
  dialog.showModal();
  try {
    await decoder();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    video.srcObject = stream;
    await video.play();
    await look(video, dialog, { each, isRepeating });
  } catch (error) {
    dialog.close();
    tell(word(error.name === "NotAllowedError" ? "camera-refused" : "camera-missing", { why: error.message }), "look");
  }
}

async function look(video, dialog, { each, isRepeating }) {
  const canvas = el("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  let last = { text: "", at: 0 };
  while (dialog.open) {
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    if (canvas.width) {
      pen.drawImage(video, 0, 0);
      const text = await decode(pen.getImageData(0, 0, canvas.width, canvas.height));
      if (text && !(text === last.text && Date.now() - last.at < SAME_AGAIN_MS)) {
        last = { text, at: Date.now() };
        if (!isRepeating) dialog.close();
        await each(text);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
