// The last attempts of a task as bars: the height is the run time, the colour and the mark below are the status.

import { h, svg } from "./dom.js";
import { count, duration, isFinal, moment, status } from "./format.js";

const BARS = 30;
const STEP = 7;
const WIDTH = 5;
const HEIGHT = 34;
const MARKS = 8;

/** Returns the mark of a status, which tells it without the colour. */
function mark(kind, x) {
  const y = HEIGHT + 2;
  const paths = {
    bad: `M${x} ${y}l5 5M${x + 5} ${y}l-5 5`,
    stop: `M${x} ${y}h5v5h-5z`,
    run: `M${x} ${y}l5 2.5l-5 2.5z`,
    wait: `M${x} ${y + 2.5}h5`,
    idle: `M${x} ${y + 2.5}h2`,
  };
  return paths[kind] ? svg("path", { class: `mark ${kind}`, d: paths[kind] }) : null;
}

function title(attempt, now) {
  const took = attempt.runTime === null ? "" : `, ${duration(attempt.runTime)}`;
  return `${status(attempt.status).word}${took}, ${moment(attempt.start ?? attempt.created, now)}`;
}

/** Returns what the bars show, in words. */
function summary(attempts) {
  const words = new Map();
  for (const attempt of attempts) {
    const { word } = status(attempt.status);
    words.set(word, (words.get(word) ?? 0) + 1);
  }
  const parts = [...words].map(([word, number]) => `${number} ${word.toLowerCase()}`);
  return attempts.length ? `Last ${count(attempts.length, "attempt", "attempts")}: ${parts.join(", ")}` : "No attempt";
}

/** Returns the bars, the last attempt at the right. A click calls a function with the attempt. */
export function bars({ attempts }, usual, now, show) {
  const shown = attempts.slice(0, BARS).reverse();
  const times = shown.map((attempt) => attempt.runTime ?? (isFinal(attempt.status) || !attempt.start ? 0 : now - attempt.start));
  // One attempt that takes very long must not make all others look alike.
  const most = Math.max(1, Math.min(Math.max(...times), usual ? 3 * usual.median : Infinity));
  const height = (time) => Math.max(2, Math.round(Math.min(1, time / most) * HEIGHT));
  const first = BARS - shown.length;
  const chart = svg("svg", {
    class: "bars",
    viewBox: `0 0 ${BARS * STEP} ${HEIGHT + MARKS}`,
    preserveAspectRatio: "xMinYMid",
    role: "img",
    "aria-label": summary(shown),
  });
  shown.forEach((attempt, i) => {
    const x = (first + i) * STEP + 1;
    const { kind } = status(attempt.status);
    const tall = height(times[i]);
    chart.append(svg(
      "g",
      { class: "attempt", click: () => show(attempt) },
      svg("title", {}, title(attempt, now)),
      svg("rect", { class: "touch", x: x - 1, y: 0, width: STEP, height: HEIGHT + MARKS }),
      svg("rect", { class: `fill ${kind}`, x, y: HEIGHT - tall, width: WIDTH, height: tall, rx: 1 }),
      mark(kind, x),
    ));
  });
  if (usual) {
    const y = HEIGHT - height(usual.median) + 0.5;
    chart.append(svg("line", { class: "usual", x1: 0, x2: BARS * STEP, y1: y, y2: y }));
  }
  return chart;
}

/** Returns the explanation of the marks. */
export function legend() {
  const entry = (kind, text) => [svg("svg", { class: "key", viewBox: `-1 ${HEIGHT} 8 8` },
    mark(kind, 0) ?? svg("rect", { class: `fill ${kind}`, x: 0, y: HEIGHT + 1, width: 5, height: 6, rx: 1 })), ` ${text} `];
  return h("span", {}, "The last 30 attempts; height is the run time: ", ...entry("good", "succeeded"),
    ...entry("bad", "failed"), ...entry("stop", "aborted"), ...entry("run", "running"),
    svg("svg", { class: "key", viewBox: "0 0 12 8" }, svg("line", { class: "usual", x1: 0, x2: 12, y1: 4, y2: 4 })), " usual");
}
