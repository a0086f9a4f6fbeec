/** What the widgets of this page share: the requests of a mashup, and how it finds its task. */

const page = new URLSearchParams(location.search);
const KEY = 'K2p9QmWx7LrT4vBn';
const RUNNING = [1, 2, 3, 4, 5];

/** Sends a request as a mashup does: with the credentials of the browser, and the key twice. Returns the JSON, or throws. */
export async function callRepository(path, method = 'GET') {
  const url = page.get('server') + path + (path.includes('?') ? '&' : '?') + 'xrfkey=' + KEY;
  const response = await fetch(url, {
    method,
    credentials: 'include',
    headers: {'Accept': 'application/json, text/plain, */*', 'X-Qlik-Xrfkey': KEY},
  });
  if (!response.ok) {
    throw new Error(method + ' ' + path + ': ' + response.status);
  }
  return response.json();
}

/** The task of the page: the one that it names, or the first one that reloads its app. It relies on the app of each task. */
export async function findTask() {
  if (page.has('task')) {
    return page.get('task');
  }
  const tasks = await callRepository('/qrs/reloadtask/full');
  return tasks.find(task => task.app.id === page.get('app')).id;
}

/** The status of the running session of a task; undefined if there is none. */
export async function runningStatus(task) {
  const sessions = await callRepository('/qrs/executionsession');
  const session = sessions.find(candidate => candidate.reloadTask.id === task);
  return session && statusOf(session.id);
}

export async function statusOf(session) {
  const results = await callRepository('/qrs/executionresult?filter=ExecutionId eq ' + session);
  return results[0]?.status;
}

export function isRunning(status) {
  return RUNNING.includes(status);
}

export function pause(milliseconds) {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
