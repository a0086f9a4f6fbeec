// The answers to the first questions, at the top: what runs, what has failed and why, and whether today is slower than usual.

import { data, isLate, today, usual } from "./data.js";
import { h } from "./dom.js";
import { duration, moment, status } from "./format.js";
import { isMended, nameOf, why } from "./failures.js";
import { now } from "./ticker.js";

const DAY = 86_400_000;
const LINES = 3;

/** Shows a number and lines, each a name and a text. */
function show(selector, kind, number, title, lines) {
  const tile = document.querySelector(selector);
  const more = lines.length - LINES;
  const shown = more > 0 ? [...lines.slice(0, LINES), ["", `and ${more} more ${more === 1 ? "task" : "tasks"}`]] : lines;
  const content = JSON.stringify([kind, number, title, shown]);
  if (tile.dataset.content !== content) {
    tile.dataset.content = content;
    tile.className = `tile ${kind}`;
    tile.replaceChildren(
      h("strong", {}, h("span", { class: "number" }, number), ` ${title}`),
      ...shown.map(([name, text]) => h("span", { class: "line" }, name ? h("b", {}, name) : "", text)),
    );
  }
}

/** Returns the last failure of each task; tasks that have not succeeded since are first. */
function byTask(failures) {
  const last = failures.filter((failure, i) => failures.findIndex((other) => other.task === failure.task) === i);
  return [...last.filter((failure) => !isMended(failure)), ...last.filter(isMended)];
}

export function showSummary() {
  const late = data.sessions.filter(isLate);
  const running = data.sessions.map((session) => {
    const words = session.start === null ? status(session.status).word.toLowerCase() : `since ${moment(session.start, now())}`;
    return [session.name, `, ${words}${late.includes(session) ? ", longer than usual" : ""}`];
  });
  const queued = data.sessions.filter((session) => session.start === null).length;
  show("#sum-running", "run", `${running.length - queued}${data.moreSessions ? "+" : ""}`,
    queued ? `running now, ${queued} queued` : "running now", running);

  const failed = data.failed.filter((failure) => failure.at > now() - DAY);
  show("#sum-failed", failed.length ? "bad" : "good", `${failed.length || "No"}${data.moreFailed ? "+" : ""}`, failed.length === 1 ? "failure in 24 hours" : "failures in 24 hours",
    byTask(failed).map((failure) => [nameOf(failure), `, ${moment(failure.at, now())}${isMended(failure) ? "" : ", no success since"}: ${why(failure)}`]));

  const compared = [...data.statistics.values()]
    .map((task) => ({ task, result: today(task) }))
    .filter(({ result }) => result?.compared);
  const slow = compared.filter(({ result }) => result.isSlower).sort((one, other) => other.result.factor - one.result.factor);
  const lateOnly = late.filter((session) => !slow.some(({ task }) => task.id === session.task));
  const count = slow.length + lateOnly.length;
  const title = count ? "slower than usual today" : compared.length ? "Today is as fast as usual" : "Today is not comparable yet";
  show("#sum-slow", count ? "slow" : compared.length ? "good" : "idle", count ? `${count}` : "", title, [
    ...lateOnly.map((session) => [session.name, `: runs since ${moment(session.start, now())}, usually ${duration(usual(data.statistics.get(session.task)).median)}`]),
    ...slow.map(({ task, result }) => [task.name, `: ${duration(result.median)}, usually ${duration(usual(task).median)}`]),
  ]);
}
