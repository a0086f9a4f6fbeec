// Reads what the page shows, and reads again what events have changed.

import { get, table } from "./api.js";
import { NONE, STATUS, startOfToday, time } from "./format.js";
import { now } from "./ticker.js";

const SESSIONS_MAX = 100;
const FAILURES_MAX = 20;
const TASKS_PAGE = 50;
const DIRTY_MAX = 90;
const DAY = 86_400_000;
const FAILING = [STATUS.FAIL, STATUS.ERROR, STATUS.ABORTED];
const UNFINISHED = "(executionResult.status lt 6 or executionResult.status eq 10 or executionResult.status ge 13)";

const SESSION = {
  id: "id",
  created: "createdDate",
  status: "executionResult.status",
  result: "executionResult.id",
  node: "executionResult.executingNodeName",
  start: "executionResult.startTime",
  reload: "reloadTask.id",
  reloadName: "reloadTask.name",
  program: "externalProgramTask.id",
  programName: "externalProgramTask.name",
  sync: "userSyncTask.id",
  syncName: "userSyncTask.name",
  retries: "retries",
  user: "user",
  privileges: "privileges",
};

export const RESULT = {
  id: "id",
  created: "createdDate",
  task: "taskID",
  session: "executionID",
  status: "status",
  start: "startTime",
  stop: "stopTime",
  duration: "duration",
  node: "executingNodeName",
  details: { of: "details", columns: { type: "detailsType", text: "message", date: "detailCreatedDate" } },
};

/**
 * What the page shows. Sessions, failures and tasks are in the order of the page; statistics are by the id of the task. `failed` has the failures that
 * were not aborted, also those that are not on the page, and `moreFailed` tells whether there are more of the last 24 hours.
 */
export const data = {
  filters: { sessions: "", results: "", tasks: "" },
  sessions: [],
  moreSessions: false,
  failures: [],
  failed: [],
  moreFailed: false,
  tasks: [],
  moreTasks: false,
  statistics: new Map(),
};

/** The ids of tasks about which the server tells nothing. */
const unknown = new Set();

/** Returns a filter that also applies the filter of the user, whose positions in messages it moves by one. */
function narrowed(filter, condition) {
  return filter && condition ? `(${filter}) and ${condition}` : filter ? `(${filter})` : condition;
}

function any(ids) {
  return `(${ids.map((id) => `id eq ${id}`).join(" or ")})`;
}

function session(row) {
  const task = row.reload ?? row.program ?? row.sync;
  return {
    id: row.id,
    result: row.result,
    task: task && task !== NONE ? task : null,
    name: row.reloadName || row.programName || row.syncName || "No task",
    status: row.status,
    node: row.node ?? "",
    created: time(row.created),
    start: time(row.start),
    attempt: row.retries + 1,
    user: row.user ?? "",
    privileges: row.privileges ?? [],
  };
}

export function result(row) {
  return {
    ...row,
    created: time(row.created),
    start: time(row.start),
    stop: time(row.stop),
    at: time(row.stop) ?? time(row.created),
    details: (row.details ?? []).map((detail) => ({ ...detail, date: time(detail.date) })),
  };
}

async function loadSessions(ids) {
  const condition = ids ? `${UNFINISHED} and ${any(ids)}` : UNFINISHED;
  const rows = await table("executionsession", SESSION, {
    filter: narrowed(data.filters.sessions, condition),
    sortColumn: "created",
    orderAscending: false,
    take: SESSIONS_MAX + 1,
  });
  const changed = new Set(ids);
  const kept = ids ? data.sessions.filter((known) => !changed.has(known.id)) : [];
  const all = [...kept, ...rows.map(session)].sort((one, other) => other.created - one.created || (one.id < other.id ? 1 : -1));
  data.moreSessions = all.length > SESSIONS_MAX || (ids && data.moreSessions);
  data.sessions = all.slice(0, SESSIONS_MAX);
}

/** Each status is a query of its own, which the database reads in the order of an index. */
async function loadFailures() {
  const since = new Date(now() - 7 * DAY).toISOString();
  const found = await Promise.all(
    FAILING.map((status) =>
      table("executionresult", RESULT, {
        filter: narrowed(data.filters.results, `status eq ${status} and createdDate ge '${since}'`),
        sortColumn: "created",
        orderAscending: false,
        take: FAILURES_MAX + 1,
      })));
  const all = found.flatMap((rows) => rows.slice(0, FAILURES_MAX)).map(result).sort((one, other) => other.at - one.at);
  data.failures = all.slice(0, FAILURES_MAX);
  data.failed = all.filter((failure) => failure.status !== STATUS.ABORTED);
  data.moreFailed = found.some((rows, i) =>
    FAILING[i] !== STATUS.ABORTED && rows.length > FAILURES_MAX && time(rows.at(-1).created) > now() - DAY);
}

function statistics(parameters) {
  const since = new Date(startOfToday(now())).toISOString();
  return get("task/statistics", { since, privileges: true, ...parameters });
}

function keep(found) {
  for (const one of found) {
    unknown.delete(one.id);
    data.statistics.set(one.id, {
      ...one,
      attempts: one.attempts.map((attempt) => ({
        ...attempt,
        created: time(attempt.createdDate),
        start: time(attempt.startTime),
        stop: time(attempt.stopTime),
      })),
    });
  }
}

async function loadTasks() {
  const shown = Math.max(TASKS_PAGE, data.tasks.length);
  const pages = [];
  for (let skip = 0; skip < shown; skip += TASKS_PAGE) {
    pages.push(statistics({ filter: narrowed(data.filters.tasks, ""), take: TASKS_PAGE, skip }));
  }
  const found = (await Promise.all(pages)).flat();
  keep(found);
  data.tasks = found.map((task) => task.id);
  data.moreTasks = found.length === shown;
}

/** Reads the next page of tasks. */
export async function loadMoreTasks() {
  const found = await statistics({
    filter: narrowed(data.filters.tasks, ""),
    take: TASKS_PAGE,
    skip: data.tasks.length,
  });
  keep(found);
  data.tasks = [...new Set([...data.tasks, ...found.map((task) => task.id)])];
  data.moreTasks = found.length === TASKS_PAGE;
}

/** Reads the statistics of tasks that run or have failed and are not on the page of tasks. */
export async function loadOtherTasks() {
  const wanted = [...data.sessions, ...data.failures, ...data.failed]
    .map((row) => row.task)
    .filter((task) => task && task !== NONE && !data.statistics.has(task) && !unknown.has(task));
  await loadStatistics([...new Set(wanted)].slice(0, DIRTY_MAX));
}

/** Reads the statistics of tasks. Those of tasks that are gone, or that the caller must not read, are dropped. */
async function loadStatistics(ids) {
  if (ids.length) {
    const found = await statistics({ filter: any(ids), take: DIRTY_MAX + 10 });
    ids.forEach((id) => data.statistics.delete(id));
    keep(found);
    ids.filter((id) => !data.statistics.has(id)).forEach((id) => unknown.add(id));
  }
}

const loaders = { sessions: loadSessions, results: loadFailures, tasks: loadTasks };

/** Reads a part of the page; throws a Problem, such as that of a filter that cannot be parsed. */
export function load(part) {
  return loaders[part]();
}

/** What events have changed and the page has not read yet. */
export class Changes {
  sessions = new Set();
  results = new Set();
  tasks = new Set();

  add({ objectType, objectID, object }) {
    if (objectType === "ExecutionSession") {
      this.sessions.add(objectID);
      const known = data.sessions.find((session) => session.id === objectID);
      const task = object?.reloadTask ?? object?.externalProgramTask ?? object?.userSyncTask;
      this.tasks.add(task?.id ?? known?.task);
      this.results.add(object?.executionResult?.id ?? known?.result);
    } else if (objectType === "ExecutionResult") {
      this.results.add(objectID);
    } else {
      unknown.delete(objectID);
      this.tasks.add(objectID);
    }
    [this.tasks, this.results].forEach((ids) => ids.delete(undefined));
  }

  addAll(others) {
    others.sessions.forEach((id) => this.sessions.add(id));
    others.results.forEach((id) => this.results.add(id));
    others.tasks.forEach((id) => this.tasks.add(id));
  }

  get isEmpty() {
    return !this.sessions.size && !this.results.size && !this.tasks.size;
  }

  /** Reads what has changed. Many changes cost as much as loading the page again. */
  async read() {
    const parts = [];
    if (this.sessions.size) {
      parts.push(loadSessions(this.sessions.size > DIRTY_MAX ? null : [...this.sessions]));
    }
    const all = this.results.size > DIRTY_MAX || this.tasks.size > DIRTY_MAX;
    parts.push(all ? Promise.all([loadTasks(), loadFailures()]) : this.#readResults());
    await Promise.all(parts);
    await loadOtherTasks();
  }

  async #readResults() {
    const ids = [...this.results];
    const { id, task, status } = RESULT;
    const rows = ids.length ? await table("executionresult", { id, task, status }, { filter: any(ids) }) : [];
    const tasks = new Set([...this.tasks, ...rows.map((row) => row.task)]);
    for (const [id, known] of data.statistics) {
      if (known.attempts.some((attempt) => this.results.has(attempt.id))) {
        tasks.add(id);
      }
    }
    tasks.delete(null);
    tasks.delete(NONE);
    const failed = rows.length < ids.length || rows.some((row) => FAILING.includes(row.status));
    const isNew = [...tasks].some((task) => !data.statistics.has(task) && !unknown.has(task));
    await Promise.all([
      isNew || tasks.size > DIRTY_MAX ? loadTasks() : loadStatistics([...tasks]),
      failed ? loadFailures() : null,
    ]);
  }
}

/** Returns the usual run time of a task in milliseconds: that before today, or, of a new task, that of its last attempts. */
export function usual(statistics) {
  const earlier = statistics?.earlier?.runTime;
  return earlier?.count >= 3 ? earlier : (statistics?.recent.runTime ?? null);
}

export function attemptsOfToday(statistics) {
  const since = startOfToday(now());
  return statistics.attempts.filter((attempt) => attempt.created >= since);
}

/** Compares the attempts of today with those before. Returns null if none has succeeded: one that failed says nothing about the speed. */
export function today(statistics) {
  const earlier = statistics.earlier?.runTime;
  const times = attemptsOfToday(statistics)
    .filter((attempt) => attempt.status === STATUS.SUCCESS && attempt.runTime !== null)
    .map((attempt) => attempt.runTime)
    .sort((one, other) => one - other);
  if (!times.length) {
    return null;
  }
  const median = times[Math.ceil(times.length / 2) - 1];
  const isSlower = earlier?.count >= 3 && isSlow(median, earlier);
  return { median, compared: earlier?.count >= 3, isSlower, factor: earlier ? median / earlier.median : null };
}

/** Whether a session already runs for longer than is usual. */
export function isLate(session) {
  const expected = usual(data.statistics.get(session.task));
  return expected !== null && session.start !== null && isSlow(now() - session.start, expected);
}

/** Whether a run time is unusual: longer than nineteen of twenty, and so much longer that it matters. */
function isSlow(millis, { median, p95 }) {
  return millis > p95 && millis > 1.25 * median && millis > median + 100;
}

