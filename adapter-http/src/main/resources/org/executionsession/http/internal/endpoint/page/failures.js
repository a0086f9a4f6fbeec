// The latest failures: when, what and why, and whether the task has succeeded since.

import { data } from "./data.js";
import { h, hidden, setText, showList } from "./dom.js";
import { STATUS, firstLine, moment, reason, status } from "./format.js";
import { now } from "./ticker.js";

const list = document.querySelector("ul.failures");
const FIRST = 6;

const more = document.querySelector("#more-failures");
const empty = document.querySelector("#failed .empty");

export function nameOf(failure) {
  return data.statistics.get(failure.task)?.name ?? "Unknown task";
}

export function why(failure) {
  return firstLine(reason(failure.details)) || `${status(failure.status).word} without a message`;
}

/** Whether the task has succeeded after a failure. */
export function isMended(failure) {
  const attempts = data.statistics.get(failure.task)?.attempts ?? [];
  return attempts.some((attempt) => attempt.created > failure.created && attempt.status === STATUS.SUCCESS);
}

function row(first, show) {
  let failure = first;
  const when = h("time", {});
  const badge = h("span", {});
  const name = h("button", { type: "button", class: "name", click: () => show(failure) });
  const text = h("span", { class: "why" });
  const later = h("span", { class: "since" });
  const element = h("li", {}, when, badge, h("span", { class: "what" }, name), h("span", { class: "reason" }, hidden("Reason: "), text), later);
  const update = (next) => {
    failure = next;
    const { word, kind, symbol } = status(failure.status);
    badge.className = `status ${kind}`;
    badge.replaceChildren(h("span", { "aria-hidden": true }, symbol), ` ${word}`);
    setText(when, moment(failure.at, now()));
    when.dateTime = new Date(failure.at).toISOString();
    setText(name, nameOf(failure));
    setText(text, why(failure));
    text.title = reason(failure.details).slice(0, 1000);
    const mended = isMended(failure);
    setText(later, mended ? "succeeded since" : "no success since");
    later.className = mended ? "since" : "since open";
  };
  return { element, update };
}

let all = false;

/** Shows the failures, at first only the latest ones. A click on one calls a function. */
export function showFailures(show) {
  const key = (failure) => `${failure.session} ${failure.id}`;
  const rest = all ? 0 : data.failures.length - FIRST;
  more.hidden = rest <= 0;
  setText(more, `Show ${rest} more`);
  more.onclick = () => {
    all = true;
    showFailures(show);
    list.children[FIRST].querySelector("button").focus();
  };
  showList(list, rest > 0 ? data.failures.slice(0, FIRST) : data.failures, key, (failure) => row(failure, show));
  empty.hidden = data.failures.length > 0;
  setText(empty, data.filters.results ? "No failure of the last seven days matches the filter." : "Nothing has failed in the last seven days.");
}
