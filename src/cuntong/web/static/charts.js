// Draws the charts of a page from the JSON beside them (components/chart.html, desk.kinds.Chart).
// Calm by rule: no animation, no legend (names stand at the ends), bars from zero, planned bars hollow.
(() => {
  "use strict";

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const LINES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 2]];

  function drawChart(holder) {
    const data = JSON.parse(document.getElementById(holder.dataset.chart).textContent);
    const lying = data.kind === "rows";
    if (lying) holder.style.height = `${Math.max(160, data.labels.length * data.series.length * 24 + 56)}px`;
    const chart = window.echarts.init(holder, null, { renderer: "canvas", devicePixelRatio: 2 });
    chart.setOption(option(data, lying, holder.clientWidth));
    chart.on("click", (point) => {
      const address = data.addresses[point.dataIndex];
      if (address) window.cuntong.openDrawer(address);
    });
    new ResizeObserver(() => chart.resize()).observe(holder);
  }

  function option(data, lying, width) {
    const number = new Intl.NumberFormat("en-US", {
      minimumFractionDigits: data.decimals,
      maximumFractionDigits: data.decimals,
    });
    const axisNumber = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
    const text = { fontFamily: token("--font"), fontSize: 13, color: token("--ink") };
    const soft = { ...text, color: token("--ink-soft") };
    const hues = [1, 2, 3, 4, 5].map((n) => token(`--series-${n}`));
    const several = data.series.length > 1;
    const longest = Math.max(...data.series.map((series) => series.name.length));
    const names = {
      type: "category",
      data: data.labels,
      inverse: lying,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: token("--line-firm") } },
      axisLabel: { ...soft, hideOverlap: true },
    };
    const amounts = {
      type: "value",
      scale: data.kind === "line",
      splitNumber: 4,
      splitLine: { show: !lying, lineStyle: { color: token("--line") } },
      axisLabel: { ...soft, show: !lying, formatter: (value) => axisNumber.format(value) },
    };
    const room = several && !lying ? Math.min(width / 4, longest * 14 + 16) : 16;
    return {
      animation: false,
      textStyle: text,
      color: hues,
      aria: { enabled: true },
      grid: { left: 8, top: 24, bottom: 4, right: lying ? 72 : room, containLabel: true },
      xAxis: lying ? amounts : names,
      yAxis: lying ? names : amounts,
      tooltip: {
        trigger: "axis",
        renderMode: "richText", // drawn on the canvas: no inline styles, which the content policy refuses
        axisPointer: { type: data.kind === "line" ? "line" : "none" },
        backgroundColor: token("--paper"),
        borderColor: token("--line-firm"),
        borderWidth: 1,
        shadowBlur: 0,
        shadowOffsetX: 0,
        shadowOffsetY: 0,
        textStyle: text,
        formatter: (points) => tooltipText(points, data, number),
      },
      series: data.series.flatMap((series, i) => drawn(data, series, i, { lying, several, number, text, soft, hues })),
    };
  }

  function tooltipText(points, data, number) {
    const lines = points
      .filter((point) => !point.seriesId.startsWith("name-") && point.value != null)
      .map((point) => `${point.seriesName}  ${number.format(point.value)} ${data.unit}`);
    return [points[0]?.name ?? "", ...lines].join("\n");
  }

  function drawn(data, series, index, look) {
    const hue = series.planned ? look.hues[0] : look.hues[index];
    const nameAtEnd = {
      show: look.several,
      formatter: series.name,
      distance: 8,
      ...look.text,
      color: index === 1 || index === 4 ? look.text.color : hue,
    };
    if (data.kind === "line") {
      return [{
        id: `line-${index}`,
        name: series.name,
        type: "line",
        data: series.values,
        symbol: series.planned ? "emptyCircle" : "circle",
        symbolSize: 6,
        lineStyle: { width: 2, type: series.planned ? "dashed" : LINES[index], color: hue },
        itemStyle: { color: hue },
        endLabel: nameAtEnd,
        labelLayout: { moveOverlap: "shiftY" },
      }];
    }
    const fill = series.planned ? "transparent" : hue;
    const bar = {
      id: `bar-${index}`,
      name: series.name,
      type: "bar",
      data: series.values,
      barMaxWidth: look.lying ? 16 : 36,
      barGap: "12%",
      itemStyle: {
        color: fill,
        borderColor: hue,
        borderWidth: series.planned ? 1 : 0,
        borderType: series.planned ? "dashed" : "solid",
      },
      label: {
        show: look.lying || (!look.several && data.labels.length <= 12),
        position: look.lying ? "right" : "top",
        ...look.soft,
        formatter: (point) => point.value == null ? "" : look.lying && look.several && point.dataIndex === 0
          ? `${series.name} ${look.number.format(point.value)}` : look.number.format(point.value),
      },
    };
    if (look.lying || !look.several) return [bar];
    // The name stands beside the last bar: an invisible line carries it.
    const carrier = {
      id: `name-${index}`,
      name: series.name,
      type: "line",
      data: series.values,
      symbol: "none",
      silent: true,
      lineStyle: { width: 0 },
      endLabel: nameAtEnd,
      labelLayout: { moveOverlap: "shiftY" },
    };
    return [bar, carrier];
  }

  window.cuntong.drawChart = drawChart;
})();
