/* The inspector's phone: where it is, how long each question was looked at, the names of pictures. */
(() => {
  "use strict";

  const place = document.querySelector("[data-position]");
  if (place && navigator.geolocation) {
    const said = place.querySelector("[data-position-said]");
    const keep = ({ coords, timestamp }) => {
      place.elements.longitude.value = coords.longitude;
      place.elements.latitude.value = coords.latitude;
      place.elements.accuracy.value = coords.accuracy;
      place.elements.measured_at.value = new Date(timestamp).toISOString();
      said.textContent = `${said.dataset.found} ${Math.round(coords.accuracy)} m`;
    };
    said.textContent = said.dataset.searching;
    navigator.geolocation.getCurrentPosition(keep, () => (said.textContent = said.dataset.missing), {
      enableHighAccuracy: true,
      maximumAge: 0,
      timeout: 20000,
    });
  }

  let since = Date.now();
  for (const question of document.querySelectorAll("[data-question]")) {
    const seconds = question.querySelector("[data-seconds]");
    question.addEventListener("change", (event) => {
      seconds.value = Math.min(Number(seconds.value || 0) + Math.round((Date.now() - since) / 1000), 86400);
      since = Date.now();
      if (event.target.type === "file") {
        question.querySelector("[data-photo-name]").textContent = event.target.files[0]?.name ?? "";
        const taken = question.querySelector("input[value='TAKEN']");
        if (taken && event.target.files.length) taken.checked = true;
      }
    });
  }
})();
