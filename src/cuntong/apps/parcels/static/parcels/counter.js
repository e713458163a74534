// What a hand scanner types goes into the one box, wherever the finger was last.
(() => {
  "use strict";
  const box = document.getElementById("counter-typed");
  if (!box) return;
  for (const mode of document.querySelectorAll("input[name=mode]")) {
    mode.addEventListener("change", () => box.focus());
  }
  document.addEventListener("keydown", (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=radio]), textarea, select, summary, dialog")) return;
    box.focus();
  });
})();
