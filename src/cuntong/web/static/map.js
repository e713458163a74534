// Draws the maps of a page from the JSON beside them (components/map.html, desk.kinds.Map): no tiles, no internet.
(() => {
  "use strict";

  async function drawMap(holder) {
    const data = JSON.parse(document.getElementById(holder.dataset.map).textContent);
    const map = window.L.map(holder, { attributionControl: false, scrollWheelZoom: false, zoomSnap: 0.25 });
    const bounds = window.L.latLngBounds(data.markers.map((marker) => marker.at));
    if (data.outline) bounds.extend(await drawOutline(map, data.outline));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [16, 16], animate: false });
    for (const label of data.labels) drawLabel(label).addTo(map);
    for (const marker of data.markers) drawMarker(marker).addTo(map);
  }

  function drawLabel(label) {
    const name = document.createElement("span");
    name.textContent = label.name;
    const icon = window.L.divIcon({ className: "map-label", html: name, iconSize: [96, 18], iconAnchor: [48, -6] });
    return window.L.marker(label.at, { icon, interactive: false, keyboard: false, zIndexOffset: 1000 });
  }

  async function drawOutline(map, address) {
    const response = await fetch(address);
    if (!response.ok) return window.L.latLngBounds([]);
    const paper = getComputedStyle(document.documentElement);
    const outline = window.L.geoJSON(await response.json(), {
      interactive: false,
      style: {
        color: paper.getPropertyValue("--line-firm").trim(),
        weight: 1,
        fillColor: paper.getPropertyValue("--paper").trim(),
        fillOpacity: 1,
      },
    }).addTo(map);
    return outline.getBounds();
  }

  function drawMarker(marker) {
    const icon = window.L.divIcon({ className: "map-mark", html: stateDot(marker.mark), iconSize: [24, 24] });
    return window.L.marker(marker.at, { icon, alt: `${marker.name} – ${marker.word}` })
      .bindTooltip(`${marker.name} · ${marker.word}`, { direction: "top", offset: [0, -8] })
      .bindPopup(() => popup(marker))
      .on("popupopen", (event) => event.target.closeTooltip());
  }

  function stateDot(mark) {
    const frame = document.createElement("span");
    const dot = document.createElement("i");
    frame.dataset.mark = mark;
    dot.className = "dot";
    frame.append(dot);
    return frame;
  }

  function popup(marker) {
    const box = document.createElement("div");
    const name = document.createElement(marker.url ? "a" : "span");
    if (marker.url) name.href = marker.url;
    name.textContent = marker.name;
    const state = stateDot(marker.mark);
    state.className = "state";
    state.append(marker.word);
    box.className = "map-popup";
    box.append(name, state);
    return box;
  }

  window.cuntong.drawMap = drawMap;
})();
