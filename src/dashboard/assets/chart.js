/* global uPlot, document, getComputedStyle, matchMedia, ResizeObserver */
// Draws each figure's table with uPlot: the numbers are in the page, this only shows them. Without it the page keeps a
// simpler drawing. Text goes in as text, never as markup.
(() => {
  "use strict";

  const HEIGHT = 240;
  const [MINUTE, DAY] = [60, 86400];

  const two = (n) => String(n).padStart(2, "0");
  const days = (at) => `${two(at.getUTCMonth() + 1)}-${two(at.getUTCDate())}`;
  const clock = (at) => `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;

  /** Times of an axis in UTC: the day where one begins, hours else. */
  const times = (_plot, splits, _axis, _space, step) => {
    let day = "";
    return splits.map((second) => {
      const at = new Date(second * 1000);
      const today = days(at);
      const fresh = today !== day;
      day = today;
      if (step >= DAY) return today;
      return fresh ? `${clock(at)}\n${today}` : clock(at);
    });
  };

  const short = (n) => String(Number(n.toPrecision(3)));
  const seconds = (n) => {
    if (n === 0) return "0";
    if (Math.abs(n) < 1) return `${short(n * 1000)} ms`;
    if (Math.abs(n) < 2 * MINUTE) return `${short(n)} s`;
    return Math.abs(n) < 120 * MINUTE ? `${short(n / MINUTE)} min` : `${short(n / 3600)} h`;
  };
  const bytes = (n) => {
    const names = ["B", "KiB", "MiB", "GiB", "TiB"];
    const step = n === 0 ? 0 : Math.min(4, Math.max(0, Math.floor(Math.log2(Math.abs(n)) / 10)));
    return `${short(n / 1024 ** step)} ${names[step]}`;
  };
  const words = { seconds, bytes, ratio: (n) => `${short(n * 100)} %`, number: short };
  /** Steps between an axis' lines that read well in its unit. */
  const steps = {
    seconds: [
      0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800,
      3600, 7200, 14400, 28800, 86400,
    ],
    bytes: Array.from({ length: 50 }, (_, i) => 2 ** i),
  };

  /** The table's columns as numbers; an empty cell is a gap. */
  const read = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    const rows = [...table.tBodies[0].rows];
    const column = (role) => {
      const place = heads.findIndex((head) => head.dataset.role === role);
      if (place < 0) return null;
      return rows.map((row) => {
        const data = row.cells[place].querySelector("data");
        return data === null ? null : Number(data.value);
      });
    };
    return {
      rows,
      heads,
      at: rows.map((row) => Date.parse(row.querySelector("time").dateTime) / 1000),
      value: column("value"),
      low: column("low"),
      high: column("high"),
      changed: rows.flatMap((row, i) => (i > 0 && row.className === "changed" ? [i] : [])),
    };
  };

  /** All points of a short series; of a long one those that no line would show. */
  const dots = (values) => {
    const filled = values.flatMap((value, i) => (value === null ? [] : [i]));
    const empty = (i) => values[i] === null || values[i] === undefined;
    return filled.length <= 60 ? filled : filled.filter((i) => empty(i - 1) && empty(i + 1));
  };

  const draw = (figure) => {
    const table = figure.querySelector("table");
    const place = figure.querySelector(".plot");
    if (table === null || place === null) return;
    const { rows, heads, at, value, low, high, changed } = read(table);
    const banded = low !== null && high !== null;
    const unit = figure.dataset.unit;
    const readout = figure.querySelector(".readout");
    // What stands there tells of the drawing that goes now.
    readout.textContent = "";
    const shown = dots(value);
    let plot = null;

    /** A row of the table as a sentence. */
    const tell = ({ cursor: { idx } }) => {
      const row = idx === null || idx === undefined ? undefined : rows[idx];
      readout.textContent =
        row === undefined
          ? ""
          : [...row.cells]
              .map((cell, i) =>
                i === 0 ? cell.textContent : `${heads[i].textContent} ${cell.textContent.trim()}`,
              )
              .join(" · ");
    };

    const options = () => {
      const style = getComputedStyle(figure);
      const colour = (name) => style.getPropertyValue(name).trim();
      const axis = {
        stroke: colour("--muted"),
        grid: { stroke: colour("--line"), width: 1 },
        ticks: { show: false },
      };
      const marks = ({ ctx, bbox, valToPos }) => {
        ctx.save();
        ctx.strokeStyle = colour("--amber");
        ctx.setLineDash([6, 4]);
        ctx.lineWidth = 2;
        for (const i of changed) {
          const x = valToPos((at[i - 1] + at[i]) / 2, "x", true);
          ctx.beginPath();
          ctx.moveTo(x, bbox.top);
          ctx.lineTo(x, bbox.top + bbox.height);
          ctx.stroke();
        }
        ctx.restore();
      };
      const edge = { stroke: "transparent", points: { show: false }, spanGaps: false };
      return {
        width: Math.max(200, place.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { drag: { x: false, y: false }, y: false },
        scales: {
          // One moment has no width of its own: an hour to each side.
          x: { range: (_plot, from, to) => (at.length === 1 ? [at[0] - 3600, at[0] + 3600] : [from, to]) },
          y: {
            range: (_plot, least, most) => {
              if (least === null) return [0, 1];
              const [bottom, top] = [Math.min(0, least), Math.max(0, most)];
              const room = (top - bottom) * 0.08 || 1;
              return [bottom < 0 ? bottom - room : 0, top + room];
            },
          },
        },
        axes: [
          { ...axis, values: times, space: 70 },
          { ...axis, values: (_plot, splits) => splits.map(words[unit]), incrs: steps[unit], size: 66 },
        ],
        series: [
          {},
          ...(banded ? [edge, edge] : []),
          {
            stroke: colour("--link"),
            width: 1.75,
            points: { show: true, size: 5, fill: colour("--link"), filter: () => shown },
          },
        ],
        bands: banded ? [{ series: [1, 2], fill: colour("--band") }] : [],
        hooks: { draw: [marks], setCursor: [tell] },
      };
    };

    const show = () => {
      const data = [at, ...(banded ? [high, low] : []), value];
      plot?.destroy();
      place.replaceChildren();
      plot = new uPlot(options(), data, place);
    };
    show();
    new ResizeObserver(() => {
      const width = Math.max(200, place.clientWidth);
      if (plot.width !== width) plot.setSize({ width, height: HEIGHT });
    }).observe(place);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  };

  for (const figure of document.querySelectorAll("figure.chart")) draw(figure);
})();
