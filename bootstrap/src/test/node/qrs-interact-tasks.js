// Starts, watches and stops tasks with the public client qrs-interact, which speaks TLS alone, with a client certificate. A server executes
// each task for a second; on another one, no task ends by itself.
// Usage: node qrs-interact-tasks.js PORT KEY_STORE PASSPHRASE ENDLESS_PORT
import assert from "node:assert/strict";
import QrsInteract from "qrs-interact";

const [port, keyStore, passphrase, endlessPort] = process.argv.slice(2);
const [qrs, endless] = [port, endlessPort].map(
  (number) =>
    new QrsInteract({
      hostname: "127.0.0.1",
      portNumber: Number(number),
      certificates: { pfxFile: keyStore, passphrase },
    }),
);
const notStarted = "00000000-0000-0000-0000-000000000000";
const app = { id: "a9900000-0000-4000-8000-000000000001", name: "Sales" };

const bundle = { task: { name: "Nightly sales", app }, compositeEvents: [], schemaEvents: [] };
const created = await qrs.Post("reloadtask/create", bundle, "json");
assert.equal(created.statusCode, 201);
const task = created.body;

const started = await qrs.Post("task/start/synchronous?name=Nightly sales", "", "json");
assert.equal(started.statusCode, 201);
const session = started.body.value;
assert.notEqual(session, notStarted);

// As long as the session is listed, the task runs.
while ((await qrs.Get(`executionsession?filter=id eq ${session}`)).body.length > 0);
await assert.rejects(qrs.Get("executionsession/" + session), /^Error: Received error code: 404::/);
const results = (await qrs.Get(`executionresult/full?filter=executionID eq ${session}&orderby=startTime desc`)).body;
assert.deepEqual(results.map((result) => result.status), [7]);
const read = (await qrs.Get("reloadtask/" + task.id)).body;
assert.equal(read.operational.lastExecutionResult.id, results[0].id);

assert.equal((await qrs.Post(`app/${app.id}/reload`, "", "json")).statusCode, 204);
const manual = (await qrs.Get("reloadtask/full?filter=isManuallyTriggered eq true")).body;
assert.deepEqual(manual.map((each) => each.app.id), [app.id]);
while ((await qrs.Get("executionsession/count")).body.value > 0);
assert.equal((await qrs.Get("reloadtask/" + manual[0].id)).body.operational.lastExecutionResult.status, 7);

const stopped = (await endless.Post("reloadtask/create", bundle, "json")).body;
assert.equal((await endless.Post(`task/${stopped.id}/start`, "", "json")).statusCode, 204);
assert.equal((await endless.Post(`task/${stopped.id}/start/synchronous`, "", "json")).body.value, notStarted);
const [running] = (await endless.Get(`executionsession?filter=reloadTask.id eq ${stopped.id}`)).body;
assert.equal(running.executionResult.details[0].message, "Changing task state to Triggered");
assert.equal((await endless.Post("task/stop?name=nightly sales", "", "json")).statusCode, 204);
while ((await endless.Get("executionsession/count")).body.value > 0);
const aborted = "task/full?filter=operational.lastExecutionResult.status eq Aborted";
assert.deepEqual((await endless.Get(aborted)).body.map((each) => each.id), [stopped.id]);

console.log("qrs-interact: every task was started, watched and stopped");
