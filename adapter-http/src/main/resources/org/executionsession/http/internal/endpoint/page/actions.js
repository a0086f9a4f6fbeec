// What the caller may do. A button is shown only if the server has told that the caller has the privilege.

import { Problem, get, post, put, remove } from "./api.js";
import { data } from "./data.js";
import { h } from "./dom.js";
import { NONE, STATUS } from "./format.js";
import { now } from "./ticker.js";

const dialog = document.querySelector("#confirm");

let report = () => {};

/** Sets the function that is called with a message after an action, and with a Problem if it has failed. */
export function onAction(listener) {
  report = listener;
}

/** Asks the user; the focus is on the button that does nothing. */
function confirmed(title, text, yes) {
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("p").textContent = text;
  dialog.querySelector(".danger").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function button(label, name, question, act) {
  const run = async (event) => {
    const pressed = event.currentTarget;
    if (!(await confirmed(`${label} ${name}?`, question, label))) {
      return;
    }
    pressed.disabled = true;
    try {
      report(await act());
    } catch (failure) {
      if (!(failure instanceof Problem)) {
        throw failure;
      }
      report(failure);
    } finally {
      pressed.disabled = false;
    }
  };
  return h("button", { type: "button", "aria-label": `${label} ${name}`, click: run }, label);
}

/** Shows buttons unless they are shown already, so that they keep the focus. */
function show(element, key, buttons) {
  if (element.dataset.key !== key) {
    element.dataset.key = key;
    element.replaceChildren(...buttons());
  }
}

function mayStop(task) {
  return task && !task.recorded && task.privileges?.includes("stop");
}

function stopOf(task) {
  return button("Stop", task.name, "The executor of the task is told to stop. The attempt ends as aborted.", async () => {
    await post(`task/${task.id}/stop`);
    return `A stop of ${task.name} was requested.`;
  });
}

function startOf(task) {
  return button("Start", task.name, "The task is started now.", async () => {
    const { value } = await post(`task/${task.id}/start/synchronous`);
    return value === NONE
      ? `${task.name} was not started: it runs already, or the server has no executor.`
      : `${task.name} was started.`;
  });
}

/** A recorded execution has no executor that the server could tell, so only its record changes. */
function abortOf(session) {
  const text = "The execution is recorded as aborted. The program itself is not told.";
  return button("Abort", session.name, text, async () => {
    const stored = await get(`executionsession/${session.id}`);
    const at = new Date(now()).toISOString();
    const { executionResult: result } = stored;
    const message = { detailsType: 1, message: "Aborted on the page of the server", detailCreatedDate: at };
    await put(`executionsession/${session.id}`, {
      ...stored,
      abortReason: 1,
      abortAt: at,
      executionResult: { ...result, status: STATUS.ABORTED, stopTime: at, details: [...result.details, message] },
    });
    return `${session.name} was recorded as aborted.`;
  });
}

/** Shows what the caller may do with a session that runs. */
export function actionsOfSession(element, session) {
  const task = data.statistics.get(session.task);
  const stop = mayStop(task);
  const abort = !stop && (!task || task.recorded) && session.privileges.includes("update");
  show(element, `${session.id} ${session.name} ${stop} ${abort}`, () => [stop ? stopOf(task) : null, abort ? abortOf(session) : null].filter(Boolean));
}

/** Shows what the caller may do with a task. */
export function actionsOfTask(element, task) {
  const start = task.enabled && !task.recorded && task.privileges?.includes("start");
  show(element, `${task.id} ${task.name} ${start}`, () => (start ? [startOf(task)] : []));
}

/** Shows what the caller may do with the record of an execution: delete its session, or, when that is gone, its result. */
export function actionsOfExecution(element, result, session, name) {
  const path = session ? `executionsession/${session.id}` : `executionresult/${result.id}`;
  const may = (session ?? result).privileges?.includes("delete");
  const text = session
    ? "The session ends. Its result is kept. A program that runs is not told."
    : "The result, its messages and its script log are deleted.";
  show(element, `${path} ${may}`, () =>
    may
      ? [button("Delete", session ? `the session of ${name}` : `the result of ${name}`, text, async () => {
          await remove(path);
          return session ? "The session was deleted." : "The result was deleted.";
        })]
      : []);
}
