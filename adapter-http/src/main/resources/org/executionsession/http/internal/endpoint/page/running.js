// What runs now: one row for each session that has not ended.

import { actionsOfSession } from "./actions.js";
import { data, isLate, usual } from "./data.js";
import { h, hidden, setText, showList } from "./dom.js";
import { duration, moment, status, ticking } from "./format.js";
import { everySecond, now } from "./ticker.js";

const list = document.querySelector("ul.running");
const empty = document.querySelector("#running .empty");

function row(first, show) {
  let session = first;
  const badge = h("span", {});
  const name = h("button", { type: "button", class: "name", click: () => show(session) });
  const attempt = h("span", { class: "tag" });
  const node = h("span", {});
  const started = h("time", {});
  const time = h("strong", { class: "ticking" });
  const compared = h("span", { class: "usually" });
  const slow = h("span", { class: "tag slow", hidden: true }, "longer than usual");
  const progress = h("progress", { max: 1, "aria-hidden": true });
  const actions = h("span", { class: "actions" });
  const element = h(
    "li",
    {},
    badge,
    h("span", { class: "what" }, name, attempt),
    h("span", { class: "where" }, hidden("Node "), node),
    h("span", { class: "when" }, "since ", started),
    h("span", { class: "long" }, h("span", {}, hidden("Duration "), time, " ", compared), slow, progress),
    actions,
  );
  const update = (next) => {
    session = next;
    const { word, kind, symbol } = status(session.status);
    badge.className = `status ${kind}`;
    badge.replaceChildren(h("span", { "aria-hidden": true }, symbol), ` ${word}`);
    setText(name, session.name);
    setText(attempt, session.attempt > 1 ? `attempt ${session.attempt}` : "");
    setText(node, session.node || "no node");
    const since = session.start ?? session.created;
    setText(started, moment(since, now()));
    started.dateTime = new Date(since).toISOString();
    showDuration(now());
    actionsOfSession(actions, session);
  };
  const showDuration = (at) => {
    const since = session.start ?? session.created;
    const expected = usual(data.statistics.get(session.task));
    setText(time, ticking(at - since));
    setText(compared, session.start === null ? "in the queue" : expected ? `usually ${duration(expected.median)}` : "");
    const runs = expected !== null && session.start !== null;
    slow.hidden = !isLate(session);
    progress.hidden = !runs;
    progress.className = slow.hidden ? "" : "late";
    progress.value = runs ? Math.min(1, (at - since) / Math.max(expected.median, 1)) : 0;
  };
  everySecond(time, (at) => showDuration(at));
  return { element, update };
}

/** Shows the sessions. A click on one calls a function. */
export function showRunning(show) {
  showList(list, data.sessions, (session) => session.id, (session) => row(session, show));
  empty.hidden = data.sessions.length > 0;
  setText(empty, data.filters.sessions ? "Nothing that matches the filter runs." : "Nothing runs.");
  const title = document.querySelector("#running-title");
  setText(title, `Running now (${data.sessions.length}${data.moreSessions ? "+" : ""})`);
}
