// Keys of the page of waiting addresses: 1–9 and 0 choose, "/" searches (desk.js), Enter confirms, s skips, u undoes.
(() => {
  "use strict";

  const form = document.getElementById("answer");
  const takeBack = document.getElementById("take-back");
  const box = document.getElementById("village");
  const found = document.getElementById("found");
  const MOST = 9;

  function choose(radio) {
    radio.checked = true;
    radio.closest(".choice").scrollIntoView({ block: "nearest" });
  }

  function choiceOf(place, key) {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "choice" });
    const words = document.createElement("span");
    const name = document.createElement("b");
    const where = Object.assign(document.createElement("span"), { className: "soft", textContent: place.where });
    label.className = "choice";
    radio.value = place.code;
    radio.dataset.found = key;
    name.textContent = place.name;
    words.append(name, " ", where);
    label.append(radio, document.createElement("kbd"), words);
    return label;
  }

  // Names that begin with what was typed come first, then those that hold it, then villages of such a township.
  function search(places, text) {
    const ranked = places.map((place) => {
      const rank = place.name.startsWith(text) ? 0 : place.name.includes(text) ? 1 : place.where.startsWith(text) ? 2 : 3;
      return { place, rank };
    });
    return ranked.filter((one) => one.rank < 3).sort((a, b) => a.rank - b.rank).slice(0, MOST).map((one) => one.place);
  }

  function showFound(places) {
    const text = box.value.trim();
    const hits = text ? search(places, text) : [];
    found.replaceChildren(...hits.map(choiceOf));
    if (text && !hits.length) found.textContent = box.dataset.none;
    if (hits.length) found.querySelector("input").checked = true;
  }

  function confirmed() {
    if (form.querySelector("[name=choice]:checked")) form.requestSubmit();
  }

  function isTyping(event) {
    return event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea, dialog");
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event)) return;
    const radio = form?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (radio) choose(radio);
    else if (event.key === "s" && form) document.getElementById("skip").click();
    else if (event.key === "u" && takeBack) takeBack.requestSubmit();
    else if (event.key === "Enter" && form && !event.target.closest("a, button, summary")) confirmed();
    else return;
    event.preventDefault();
  }

  document.addEventListener("keydown", press);
  if (!form) return;
  const places = JSON.parse(document.getElementById(box.dataset.places).textContent);
  box.addEventListener("input", () => showFound(places));
  // Enter in the search box takes the village; a second Enter confirms it.
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    const first = found.querySelector("input:checked");
    if (first) first.focus();
  });
})();
