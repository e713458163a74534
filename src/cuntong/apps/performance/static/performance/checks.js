// A finding and its places in the text light up together, whichever of the two is pressed.
(() => {
  "use strict";

  const view = document.querySelector(".check");
  if (!view) return;

  function light(number) {
    for (const lit of view.querySelectorAll(".is-lit")) lit.classList.remove("is-lit");
    for (const one of view.querySelectorAll(`[data-finding="${CSS.escape(number)}"]`)) one.classList.add("is-lit");
  }

  function show(element) {
    element?.closest("details:not([open])")?.setAttribute("open", "");
    element?.scrollIntoView({ block: "center" });
  }

  function press(event) {
    if (event.target.closest("form, summary, [data-drawer]")) return;
    const mark = event.target.closest(".claim");
    const finding = event.target.closest(".finding");
    if (!mark && !finding) return;
    const number = (mark ?? finding).dataset.finding;
    light(number);
    const place = event.target.closest("[data-place]");
    const there = mark
      ? document.getElementById(`finding-${number}`)
      : (place && document.querySelector(`${place.hash} [data-finding="${CSS.escape(number)}"]`))
        ?? view.querySelector(`.claim[data-finding="${CSS.escape(number)}"]`);
    if (there) {
      event.preventDefault();
      show(there);
      history.replaceState(null, "", `#finding-${number}`);
    }
  }

  view.addEventListener("click", press);
  const named = /^#finding-(\d+)$/.exec(location.hash);
  if (named) {
    light(named[1]);
    show(document.getElementById(`finding-${named[1]}`));
  }
})();
