// Starts, watches and stops tasks with the public client qlik-repo-api. A server executes each task for a second; on another one, no task
// ends by itself.
// Usage: node qlik-repo-api-tasks.js PORT ENDLESS_PORT
import assert from "node:assert/strict";
import { QlikRepoApi } from "qlik-repo-api";

const [api, endless] = process.argv.slice(2).map(
  (port) =>
    new QlikRepoApi.client({
      host: "127.0.0.1",
      port: Number(port),
      notSecure: true,
      authentication: { user_dir: "ACME", user_name: "jo" },
    }),
);
const notStarted = "00000000-0000-0000-0000-000000000000";

// The client looks for the app before it creates a reload task. The server knows only apps of tasks and sessions, so the first task is
// posted.
const app = { id: "a9900000-0000-4000-8000-000000000001", name: "Sales" };
const bundle = { task: { name: "Nightly sales", app }, compositeEvents: [], schemaEvents: [] };
await api.repoClient.Post("reloadtask/create", bundle);
assert.equal(await api.reloadTasks.count({}), 1);

// The client reads the triggers of each task that it lists.
const [nightly] = await api.reloadTasks.getFilter({ filter: "name eq 'Nightly sales' and app.name eq 'Sales'" });
assert.equal(nightly.details.operational.lastExecutionResult.status, 0);
assert.deepEqual((await api.reloadTasks.getAll()).map((task) => task.details.id), [nightly.details.id]);

const started = await nightly.startSynchronous();
assert.equal(started.status, 201);
const session = started.data.value;
assert.notEqual(session, notStarted);

// Without the id of a session, the client follows the last result of the task.
const running = await api.reloadTasks.get({ id: nightly.details.id });
const end = await running.waitExecution({});
assert.equal(end.status, 7);
assert.equal(end.executionID, session);
assert.ok(end.duration > 0);
assert.notEqual(end.stopTime, "1753-01-01T00:00:00.000Z");
const [result] = await api.executionResults.getFilter({ filter: `ExecutionId eq ${session}` });
assert.equal(result.details.id, end.id);
while ((await api.executionSessions.count()) > 0);
await assert.rejects(api.executionSessions.get({ id: session }));

const ended = await api.tasks.get({ id: nightly.details.id });
assert.equal(ended.details.operational.lastExecutionResult.id, end.id);
assert.equal(ended.details.operational.lastExecutionResult.status, 7);
const succeeded = "operational.lastExecutionResult.status eq FinishedSuccess";
assert.deepEqual((await api.tasks.getFilter({ filter: succeeded })).map((task) => task.details.name), ["Nightly sales"]);

const changed = await api.reloadTasks.get({ id: nightly.details.id });
assert.equal((await changed.update({ enabled: false })).enabled, false);
assert.equal((await changed.startSynchronous()).data.value, notStarted);

const created = await api.reloadTasks.create({ name: "Weekly sales", appId: app.id });
assert.equal(created.details.app.id, app.id);
assert.deepEqual((await api.apps.getAll()).map((known) => known.details.name), ["Sales"]);
assert.equal((await api.apps.get({ id: app.id })).details.name, "Sales");
const [found] = await api.apps.getFilter({ filter: "name sw 'sal'", orderBy: "name" });
assert.equal(found.details.id, app.id);
assert.equal(await created.remove(), 204);

const external = await api.externalTasks.create({ name: "Copy files", path: "copy.exe", parameters: "a b" });
assert.equal(external.details.taskType, 1);
assert.notEqual((await external.startSynchronous()).data.value, notStarted);
const copied = await (await api.externalTasks.get({ id: external.details.id })).waitExecution({});
assert.equal(copied.status, 7);
assert.equal((await api.tasks.getAll()).length, 2);
assert.equal((await api.externalTasks.select({ filter: "name sw 'copy'" })).items.length, 1);
assert.equal(await external.remove(), 204);
const removed = await api.reloadTasks.removeFilter({ filter: "name eq 'Nightly sales'" });
assert.deepEqual(removed, [{ id: nightly.details.id, status: 204 }]);
assert.deepEqual(await api.tasks.getAll(), []);

const { id } = (await endless.repoClient.Post("reloadtask/create", bundle)).data;
const stopped = await endless.tasks.get({ id });
assert.equal(await stopped.start(), 204);
assert.equal((await stopped.startSynchronous()).data.value, notStarted);
assert.equal(await endless.executionSessions.count(), 1);
assert.equal(await stopped.stop(), 204);
while ((await endless.executionSessions.count()) > 0);
const [abort] = await endless.executionResults.getAll();
assert.equal(abort.details.status, 6);
assert.equal((await endless.reloadTasks.get({ id })).details.operational.lastExecutionResult.id, abort.details.id);

console.log("qlik-repo-api: every task was started, watched and stopped");
