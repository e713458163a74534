// A field to sign in with a finger: the drawing goes with the form as a small PNG.
(() => {
  "use strict";
  const box = document.querySelector("[data-signature]");
  const canvas = box?.querySelector("canvas");
  const kept = document.querySelector("input[name=signature]");
  if (!canvas?.getContext || !kept) return;
  box.hidden = false;
  const pen = canvas.getContext("2d");
  let drawing = false;

  function wipe() {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 4;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#161a18";
    kept.value = "";
  }
  const place = (event) => {
    const frame = canvas.getBoundingClientRect();
    return [
      ((event.clientX - frame.left) * canvas.width) / frame.width,
      ((event.clientY - frame.top) * canvas.height) / frame.height,
    ];
  };
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => {
      if (!drawing) return;
      drawing = false;
      kept.value = canvas.toDataURL("image/png");
    });
  }
  box.querySelector("[data-signature-clear]").addEventListener("click", wipe);
  wipe();
})();
