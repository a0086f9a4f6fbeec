// One execution: why it failed, its messages in time, how long it waited and ran, its attempts, and the JSON; or the attempts of a task.

import { actionsOfExecution } from "./actions.js";
import { Problem, get, getText, table } from "./api.js";
import { RESULT, data, result as read, usual } from "./data.js";
import { h, setText } from "./dom.js";
import { NONE, duration, exactMoment, exactTime, isFinal, reason, status, ticking } from "./format.js";
import { everySecond } from "./ticker.js";

const dialog = document.querySelector("#execution");
const title = dialog.querySelector("h2");
const content = dialog.querySelector(".content");
const actions = dialog.querySelector(".actions");
const FAMILIES = ["reloadtask", "externalprogramtask", "usersynctask"];
const SEVERITIES = ["error", "warning", "information"];

let shown = null;

dialog.querySelector(".close").addEventListener("click", () => dialog.close());
dialog.addEventListener("close", () => {
  shown = null;
  if (location.hash.startsWith("#result=") || location.hash.startsWith("#task=")) {
    history.replaceState(null, "", location.pathname + location.search);
  }
});

function badge(number) {
  const { word, kind, symbol } = status(number);
  return h("span", { class: `status ${kind}` }, h("span", { "aria-hidden": true }, symbol), ` ${word}`);
}

function fact(name, ...value) {
  return [h("dt", {}, name), h("dd", {}, ...value)];
}

/** Returns when an attempt was due, as its recorder has written in the first message; null if that is not known. */
function dueAt(details) {
  const found = /^Scheduled for (\S+), started /i.exec(details[0]?.text ?? "");
  const at = found ? Date.parse(found[1]) : NaN;
  return Number.isNaN(at) ? null : at;
}

function queueTime({ start, created, details }) {
  const due = dueAt(details);
  if (start === null) {
    return null;
  }
  return due !== null ? Math.max(0, start - due) : start >= created ? start - created : null;
}

function runTime({ start, stop, duration: reported }) {
  return reported > 0 ? reported : start !== null && stop !== null && stop >= start ? stop - start : null;
}

function facts(result, statistics) {
  const queue = queueTime(result);
  const expected = usual(statistics);
  const usually = expected ? ` (usually ${duration(expected.median)}, 95 of 100 at most ${duration(expected.p95)})` : "";
  const run = h("strong", {});
  if (isFinal(result.status) || result.start === null) {
    const took = runTime(result);
    setText(run, took === null ? "unknown" : duration(took));
  } else {
    everySecond(run, (at) => setText(run, ticking(at - result.start)));
  }
  return h(
    "dl",
    {},
    ...fact("Status", badge(result.status)),
    ...fact("Node", result.node || "unknown"),
    ...fact("Waited", h("strong", {}, queue === null ? "unknown" : duration(queue))),
    ...fact("Ran", run, usually),
    ...fact("Started", result.start === null ? "not yet" : exactMoment(result.start)),
    ...fact("Ended", result.stop === null ? "not yet" : exactMoment(result.stop)),
  );
}

function failure(result) {
  const text = status(result.status).kind === "good" ? "" : reason(result.details);
  return text ? h("pre", { class: "failure", tabindex: 0, "aria-label": "Why it failed" }, text) : null;
}

function messages(details) {
  const inTime = details.map((detail, i) => ({ ...detail, i })).sort((one, other) => one.date - other.date || one.i - other.i);
  return h(
    "section",
    {},
    h("h3", {}, `Messages (${details.length})`),
    details.length ? h(
      "ol",
      { class: "messages" },
      ...inTime.map(({ type, text, date }) => h(
        "li",
        { class: SEVERITIES[type] ?? "information" },
        date === null ? "" : h("time", { datetime: new Date(date).toISOString(), title: exactMoment(date) }, exactTime(date)),
        h("span", { class: "severity" }, SEVERITIES[type] ?? "message"),
        h("span", { class: "text" }, text),
      )),
    ) : h("p", {}, "None yet."),
  );
}

function attemptList(heading, attempts, current, show) {
  return h(
    "section",
    {},
    h("h3", {}, heading),
    h("ol", { class: "attempts" }, ...attempts.map((attempt) => {
      const took = attempt.runTime ?? runTime(attempt);
      const at = attempt.start ?? attempt.created;
      const label = `${exactMoment(at)}${took === null ? "" : `, ${duration(took)}`}`;
      return h("li", { "aria-current": attempt.id === current ? "true" : null }, badge(attempt.status), " ",
        h("button", { type: "button", class: "name", click: () => show(attempt) }, label));
    })),
  );
}

function scriptLog(result, statistics) {
  const output = h("pre", { class: "log", tabindex: 0, "aria-label": "Script log", hidden: true });
  const family = FAMILIES[statistics?.taskType] ?? FAMILIES[0];
  const load = async (event) => {
    try {
      const { value } = await get(`${family}/${result.task}/scriptlogfile`, { executionResultId: result.id });
      output.textContent = await getText(`download/${family}/${value}/script.log`);
      event.target.hidden = true;
    } catch (problem) {
      output.textContent = problem.message;
    }
    output.hidden = false;
  };
  return h("section", {}, h("button", { type: "button", click: load }, "Show the script log"), output);
}

function raw(json) {
  const isOpen = content.querySelector("details.raw")?.open ?? false;
  return h("details", { class: "raw", open: isOpen }, h("summary", {}, "JSON"),
    h("pre", { tabindex: 0, "aria-label": "JSON" }, JSON.stringify(json, null, 2)));
}

/** Returns the entity with an id; null if it was deleted. A list is no error when it is empty, which the console would show. */
async function find(path, id) {
  return (await get(`${path}/full`, { filter: `id eq ${id}`, privileges: true })).at(-1) ?? null;
}

function nameOf(result, session) {
  const task = session?.reloadTask ?? session?.externalProgramTask ?? session?.userSyncTask;
  return data.statistics.get(result.task)?.name ?? task?.name ?? "Execution";
}

async function loadResult(id) {
  const json = await find("executionresult", id);
  if (!json) {
    return { json: null };
  }
  const [session, attempts] = json.executionID === NONE ? [null, []] : await Promise.all([
    find("executionsession", json.executionID),
    table("executionresult", RESULT, { filter: `executionID eq ${json.executionID}`, sortColumn: "created", take: 100 }),
  ]);
  return { json, session, attempts: attempts.map(read) };
}

async function showResult(id) {
  const { json, session, attempts } = await loadResult(id);
  if (shown?.result !== id) {
    return;
  }
  if (!json) {
    setText(title, "This result was deleted");
    content.replaceChildren();
    actions.replaceChildren();
    actions.dataset.key = "";
    return;
  }
  const result = read({
    ...json,
    task: json.taskID,
    session: json.executionID,
    created: json.createdDate,
    start: json.startTime,
    stop: json.stopTime,
    node: json.executingNodeName,
    details: json.details.map(({ detailsType, message, detailCreatedDate }) => ({ type: detailsType, text: message, date: detailCreatedDate })),
  });
  const statistics = data.statistics.get(result.task);
  const name = nameOf(result, session);
  const number = attempts.findIndex((attempt) => attempt.id === id) + 1;
  setText(title, attempts.length > 1 ? `${name}, attempt ${number} of ${attempts.length}` : name);
  content.replaceChildren(...[
    failure(result),
    facts(result, statistics),
    messages(result.details),
    attempts.length > 1 ? attemptList("Attempts of this execution", attempts, id, ({ id }) => showExecution(id)) : null,
    json.scriptLogAvailable ? scriptLog(result, statistics) : null,
    raw(session ? { executionResult: json, executionSession: session } : json),
  ].filter(Boolean));
  actionsOfExecution(actions, json, session, name);
}

function showAttempts(id) {
  const statistics = data.statistics.get(id);
  setText(title, statistics?.name ?? "Unknown task");
  actions.replaceChildren();
  actions.dataset.key = "";
  const expected = usual(statistics);
  const queue = statistics?.recent.queueTime;
  content.replaceChildren(...[
    statistics ? h(
      "dl",
      {},
      ...fact("Usually runs", expected ? `${duration(expected.median)}; 95 of 100 at most ${duration(expected.p95)}` : "unknown"),
      ...fact("Usually waits", queue ? `${duration(queue.median)}; 95 of 100 at most ${duration(queue.p95)}` : "unknown"),
      ...fact("Success", `${statistics.recent.succeeded} of the last ${statistics.recent.ended} that ended`),
    ) : null,
    statistics ? attemptList("Last attempts", statistics.attempts, null, ({ id }) => showExecution(id)) : null,
  ].filter(Boolean));
}

function open(next, hash) {
  shown = next;
  if (location.hash !== hash) {
    history.replaceState(null, "", hash);
  }
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

async function refresh() {
  try {
    if (shown?.task) {
      showAttempts(shown.task);
    } else if (shown) {
      await showResult(shown.result);
    }
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    content.replaceChildren(h("p", { class: "error", role: "alert" }, problem.message));
  }
}

/** Opens an execution by the id of its result. */
export function showExecution(id) {
  if (shown?.result !== id) {
    setText(title, "Loading…");
    content.replaceChildren();
  }
  open({ result: id }, `#result=${id}`);
  return refresh();
}

/** Opens the list of the last attempts of a task. */
export function showTask(id) {
  open({ task: id }, `#task=${id}`);
  return refresh();
}

/** Shows what has changed in the execution or the task that is open. */
export function refreshExecution(results, tasks) {
  if (shown && (results === null || results.has(shown.result) || tasks.has(shown.task))) {
    refresh();
  }
}

/** Opens what the URL names. */
export function openFromUrl() {
  const [, kind, id] = /^#(result|task)=([0-9a-fA-F-]{36})$/.exec(location.hash) ?? [];
  if (kind === "result") {
    showExecution(id);
  } else if (kind === "task") {
    showTask(id);
  }
}

