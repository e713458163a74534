// The plan's editor: drag a stop to another place, or choose it and press a key; the answer comes back worked out.
(() => {
  "use strict";
  const KEYS = { b: "best", x: "exclude" };
  const ARROWS = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "previous", ArrowRight: "next" };
  const editor = () => document.getElementById("editor");
  const chosen = () => editor()?.querySelector("input[name=stop]:checked");
  let dragged = null;

  async function send(values) {
    const form = editor().querySelector("form");
    await window.htmx.ajax("POST", editor().dataset.edit, { source: form, target: "#editor", swap: "outerHTML", values });
    const radio = chosen();
    radio?.focus({ preventScroll: true });
    radio?.closest("li").scrollIntoView({ block: "nearest" });
    mark();
  }

  function mark() {
    const stop = chosen()?.value;
    for (const dot of document.querySelectorAll("[data-dot]")) dot.classList.toggle("is-chosen", dot.dataset.dot === stop);
    const van = chosen()?.closest("[data-van]")?.dataset.van;
    for (const way of document.querySelectorAll("[data-way]")) way.classList.toggle("is-chosen", way.dataset.way === van);
  }

  function actOf(event) {
    if (event.altKey) return ARROWS[event.key];
    if (event.ctrlKey || event.metaKey) return undefined;
    if (event.key === "l") return "locked" in chosen().dataset ? "unlock" : "lock";
    return KEYS[event.key];
  }

  document.addEventListener("keydown", (event) => {
    if (!editor()?.dataset.edit || !chosen() || event.isComposing) return;
    if (event.target.closest("input:not([type=radio]), select, textarea, dialog")) return;
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    send({ stop: chosen().value, act });
  });

  document.addEventListener("submit", (event) => {
    const act = event.submitter?.name === "act" && event.submitter.value;
    if (!act || !editor()?.contains(event.target) || !window.htmx) return;
    event.preventDefault();
    if (chosen()) send({ stop: chosen().value, act });
  });

  document.addEventListener("change", (event) => {
    if (event.target.name === "stop") mark();
  });

  // --- drag ---

  function clear() {
    for (const one of document.querySelectorAll(".is-over")) one.classList.remove("is-over");
  }

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".van-stop[draggable=true]");
    if (dragged) event.dataTransfer.setData("text/plain", dragged.dataset.stop);
  });
  document.addEventListener("dragover", (event) => {
    const list = dragged && event.target.closest?.("[data-vehicle]");
    clear();
    if (!list) return;
    event.preventDefault();
    (event.target.closest(".van-stop") ?? list).classList.add("is-over");
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    clear();
  });
  document.addEventListener("drop", (event) => {
    const list = dragged && event.target.closest?.("[data-vehicle]");
    if (!list) return;
    event.preventDefault();
    const values = { stop: dragged.dataset.stop, act: "move", vehicle: list.dataset.vehicle, ...placeIn(list, event.target.closest(".van-stop")) };
    dragged = null;
    clear();
    send(values);
  });

  // Before the stop that it is dropped on; at the end of a list otherwise. Its own old place no longer counts.
  function placeIn(list, before) {
    if (before) {
      const own = dragged.parentElement === list && dragged.dataset.load === before.dataset.load;
      const shift = own && Number(dragged.dataset.place) < Number(before.dataset.place) ? 1 : 0;
      return { load: before.dataset.load, place: Number(before.dataset.place) - shift };
    }
    const last = [...list.querySelectorAll(".van-stop")].filter((one) => one !== dragged).at(-1);
    if (!last) return { load: 0, place: 0 };
    const own = dragged.parentElement === list && dragged.dataset.load === last.dataset.load;
    const shift = own && Number(dragged.dataset.place) < Number(last.dataset.place) ? 1 : 0;
    return { load: last.dataset.load, place: Number(last.dataset.place) + 1 - shift };
  }

  mark();
})();
