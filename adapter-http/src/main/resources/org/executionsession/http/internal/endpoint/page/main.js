// Starts the page: reads everything, then follows the events of the server.

import { onAction } from "./actions.js";
import { Problem, hasToken, setToken } from "./api.js";
import { Changes, load, loadMoreTasks, loadOtherTasks } from "./data.js";
import { setText } from "./dom.js";
import { Events } from "./events.js";
import { openFromUrl, refreshExecution, showExecution, showTask } from "./execution.js";
import { startOfToday } from "./format.js";
import { showFailures } from "./failures.js";
import { showFilterError, startFilters } from "./filters.js";
import { showRunning } from "./running.js";
import { showSummary } from "./summary.js";
import { showTasks } from "./tasks.js";
import { everySecond, now, startTicking, stopTicking } from "./ticker.js";

const PARTS = ["sessions", "results", "tasks"];
const FIRST_PAUSE = 100;
const PAUSE = 1000;
const LONGEST_PAUSE = 30_000;

const live = document.querySelector("#live");
const problem = document.querySelector("#problem");
const pause = document.querySelector("#pause");
const reload = document.querySelector("#reload");
const signIn = document.querySelector("#sign-in");
const signOut = document.querySelector("#sign-out");

const WORDS = {
  connecting: "Connecting…",
  live: "Live",
  waiting: "Disconnected; trying again",
  unavailable: "Not live: this server sends no events",
  rejected: "Not live: the server rejects the stream of events",
  paused: "Paused",
};

let changes = new Changes();

/** The parts of the page that could not be read, and are read again. */
const missing = new Set();

let timer = null;
let reading = false;
let lastRead = 0;
let failures = 0;
let lastLoad = Promise.resolve();
let first = setTimeout(begin, 300);
let today = startOfToday(now());

function show() {
  showRunning((session) => showExecution(session.result));
  showFailures((failure) => showExecution(failure.id));
  showTasks((task) => showTask(task.id), (attempt) => showExecution(attempt.id));
  showSummary();
}

function state(name) {
  if (name !== "connecting" && name !== "live" && first !== null) {
    begin();
  }
  live.className = name;
  setText(live, WORDS[name]);
  reload.hidden = name !== "unavailable" && name !== "rejected";
}

function say(message) {
  const text = message instanceof Problem ? message.message : message;
  if (message?.status === 401) {
    askToken(message);
    return;
  }
  problem.hidden = !text;
  problem.className = message instanceof Problem ? "bad" : "good";
  setText(problem, text ?? "");
}

function askToken(rejection) {
  events.stop();
  signIn.querySelector(".reason").textContent = hasToken()
    ? "The server does not accept the token. It may have expired."
    : `This server needs a token: ${rejection.message}.`;
  if (!signIn.open) {
    signIn.showModal();
  }
}

/** Reads the page once the stream of events is open, so that no change is missed, or soon if there is no stream. */
async function begin() {
  clearTimeout(first);
  const isFirst = first !== null;
  first = null;
  await loadAll();
  if (isFirst) {
    openFromUrl();
  }
}

/** Reads parts of the page anew. A filter that is wrong is marked, and the other parts are shown. */
function loadAll(parts = PARTS) {
  return inTurn(() => loadParts(parts));
}

/** Reads after what is read already, so that an older response never replaces a newer one. */
function inTurn(action) {
  const result = lastLoad.then(action);
  lastLoad = result.catch(() => {});
  return result;
}

async function loadParts(parts) {
  const outcomes = await Promise.allSettled(parts.map((part) => load(part).then(show)));
  outcomes.push(...(await Promise.allSettled([loadOtherTasks()])));
  let failure = null;
  let isMissing = false;
  outcomes.forEach(({ reason }, i) => {
    const isFilter = reason instanceof Problem && reason.status === 400 && reason.position !== null;
    if (i < parts.length) {
      showFilterError(parts[i], isFilter ? reason : null);
    }
    if (reason && !(reason instanceof Problem)) {
      throw reason;
    }
    if (i < parts.length || reason) {
      // The other tasks are read after the tasks.
      isMissing = note(parts[i] ?? "tasks", reason) || isMissing;
    }
    failure ??= isFilter ? null : reason;
  });
  if (isMissing) {
    failures++;
    lastRead = Date.now();
  }
  if (failure || !missing.size) {
    say(failure ?? null);
  }
  show();
  document.documentElement.dataset.loaded = "true";
  schedule();
}

/** Notes and returns whether a part is missing, since there is no response, the server is overloaded or its database is not available. */
function note(part, failure) {
  const isMissing = Boolean(failure && (!failure.status || failure.status === 429 || failure.status >= 500));
  if (isMissing) {
    missing.add(part);
  } else {
    missing.delete(part);
  }
  return isMissing;
}

async function read() {
  timer = null;
  if (!isDue()) {
    return;
  }
  const current = changes;
  changes = new Changes();
  reading = true;
  try {
    await inTurn(() => current.read());
    if (missing.size) {
      await loadAll([...missing]);
    }
    if (failures > 0 && !missing.size) {
      failures = 0;
      say(null);
    }
    show();
    refreshExecution(current.results, current.tasks);
  } catch (failure) {
    if (!(failure instanceof Problem)) {
      throw failure;
    }
    if (failure.position === null) {
      // The stream does not send these changes again.
      changes.addAll(current);
      failures++;
      say(failure);
    }
  } finally {
    reading = false;
    lastRead = Date.now();
    schedule();
  }
}

function isDue() {
  return !changes.isEmpty || missing.size > 0;
}

/** Reads the changes soon, but at most once a second, however many there are, and less often after failures. */
function schedule() {
  if (!reading && timer === null && isFollowing() && isDue()) {
    const interval = Math.min(LONGEST_PAUSE, PAUSE * 2 ** failures);
    timer = setTimeout(read, Math.max(FIRST_PAUSE, lastRead + interval - Date.now()));
  }
}

const events = new Events({
  state,
  opened: (resumed) => {
    if (!resumed) {
      begin();
    }
  },
  changed: (change) => {
    changes.add(change);
    schedule();
  },
  reset: () => {
    loadAll();
    refreshExecution(null, new Set());
  },
});

function isPaused() {
  return pause.getAttribute("aria-pressed") === "true";
}

function isFollowing() {
  return !isPaused() && !document.hidden && !signIn.open;
}

/** Follows the events unless the user has paused the page or cannot see it. */
function follow() {
  if (!isFollowing()) {
    events.stop();
    stopTicking();
    clearTimeout(timer);
    timer = null;
    if (isPaused()) {
      state("paused");
    }
  } else {
    startTicking();
    events.start();
    schedule();
  }
}

pause.addEventListener("click", () => {
  pause.setAttribute("aria-pressed", String(!isPaused()));
  follow();
});
document.addEventListener("visibilitychange", follow);
reload.addEventListener("click", () => loadAll());
document.querySelector("#more").addEventListener("click", async () => {
  await loadMoreTasks().catch(say);
  show();
});
signIn.addEventListener("cancel", (event) => event.preventDefault());
signIn.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(document.querySelector("#token").value);
  document.querySelector("#token").value = "";
  signOut.hidden = !hasToken();
  signIn.close();
  loadAll().then(follow);
});
signOut.addEventListener("click", () => {
  setToken(null);
  location.reload();
});
onAction((outcome) => {
  say(outcome);
  if (!live.classList.contains("live")) {
    loadAll(PARTS);
  }
});

signOut.hidden = !hasToken();
startFilters((part) => loadAll([part]));
everySecond(document.querySelector("#summary"), (at) => {
  if (startOfToday(at) !== today) {
    today = startOfToday(at);
    loadAll();
  } else if (document.documentElement.dataset.loaded) {
    showSummary();
  }
});
addEventListener("hashchange", openFromUrl);
follow();
