// One row for each task: its last attempts, how long it usually takes, how often it succeeds, and whether today is different.

import { actionsOfTask } from "./actions.js";
import { bars, legend } from "./bars.js";
import { attemptsOfToday, data, today, usual } from "./data.js";
import { h, setText, showList } from "./dom.js";
import { duration, moment, status } from "./format.js";
import { now } from "./ticker.js";

const list = document.querySelector("ul.tasks");
const empty = document.querySelector("#tasks .empty");
const TYPES = ["Reload", "External program", "User sync"];

document.querySelector("#tasks .legend").append(legend());

function showToday(element, statistics) {
  const compared = today(statistics);
  element.className = compared?.isSlower ? "today slow" : "today";
  if (!compared) {
    setText(element, attemptsOfToday(statistics).length ? "no success today" : "not run today");
  } else if (compared.isSlower) {
    setText(element, `▲ today ${duration(compared.median)} (${compared.factor.toFixed(1)} ×)`);
  } else {
    setText(element, `today ${duration(compared.median)}${compared.compared ? ", as usual" : ""}`);
  }
}

function showLast(element, attempt) {
  if (!attempt) {
    element.replaceChildren("never run");
    return;
  }
  const { word, kind, symbol } = status(attempt.status);
  const at = attempt.stop ?? attempt.start ?? attempt.created;
  element.replaceChildren(
    h("span", { class: `status ${kind}` }, h("span", { "aria-hidden": true }, symbol), ` ${word}`),
    " ",
    h("time", { datetime: new Date(at).toISOString() }, moment(at, now())),
  );
}

function row(first, show, showAttempt) {
  let id = first;
  const name = h("button", { type: "button", class: "name", click: () => show(data.statistics.get(id)) });
  const type = h("span", { class: "type" });
  const chart = h("span", { class: "chart" });
  const last = h("span", { class: "last" });
  const usually = h("strong", {});
  const compared = h("span", {});
  const rate = h("strong", {});
  const actions = h("span", { class: "actions" });
  const element = h(
    "li",
    {},
    h("span", { class: "what" }, name, type),
    chart,
    last,
    h("span", { class: "long" }, h("span", {}, "usually ", usually), compared),
    h("span", { class: "rate" }, rate, " succeeded"),
    actions,
  );
  let shown = null;
  const update = (next) => {
    id = next;
    const statistics = data.statistics.get(id);
    actionsOfTask(actions, statistics);
    if (statistics === shown) {
      return;
    }
    shown = statistics;
    const expected = usual(statistics);
    setText(name, statistics.name);
    setText(type, `${TYPES[statistics.taskType] ?? "Task"}${statistics.recorded ? ", recorded" : ""}${statistics.enabled ? "" : ", disabled"}`);
    chart.replaceChildren(bars(statistics, expected, now(), showAttempt));
    showLast(last, statistics.attempts[0]);
    setText(usually, expected ? duration(expected.median) : "unknown");
    usually.title = expected ? `95 of 100 take at most ${duration(expected.p95)}` : "";
    showToday(compared, statistics);
    const { ended, succeeded } = statistics.recent;
    setText(rate, ended ? `${succeeded} of ${ended}` : "none");
    element.classList.toggle("weak", ended > 0 && succeeded / ended < 0.9);
  };
  return { element, update };
}

/** Shows the tasks. A click on one calls a function with its statistics, a click on a bar another one with the attempt. */
export function showTasks(show, showAttempt) {
  const known = data.tasks.filter((id) => data.statistics.has(id));
  showList(list, known, (id) => id, (id) => row(id, show, showAttempt));
  empty.hidden = known.length > 0;
  setText(empty, data.filters.tasks ? "No task matches the filter." : "There is no task.");
  document.querySelector("#more").hidden = !data.moreTasks;
  setText(document.querySelector("#tasks-title"), `Tasks (${known.length}${data.moreTasks ? "+" : ""})`);
}
