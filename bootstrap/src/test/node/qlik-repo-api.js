// Runs everything that the public client qlik-repo-api does with sessions, results and details against a server.
// Usage: node qlik-repo-api.js PORT
import assert from "node:assert/strict";
import { QlikRepoApi } from "qlik-repo-api";

const api = new QlikRepoApi.client({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  notSecure: true,
  authentication: { user_dir: "ACME", user_name: "jo" },
});
const raw = api.repoClient;

// The client cannot create sessions: in QRS, starting a task does. So they are posted as a scheduler would.
const first = (await raw.Post("executionsession", { user: "it's ACME\\jo" })).data;
const second = (await raw.Post("executionsession", { user: "other", retries: 2 })).data;
assert.equal(first.modifiedByUserName, "ACME\\jo");

const sessions = api.executionSessions;
assert.equal((await sessions.get({ id: first.id })).details.user, "it's ACME\\jo");
assert.equal((await sessions.getAll()).length, 2);
assert.equal(await sessions.count(), 2);
const found = await sessions.getFilter({ filter: `user eq 'IT\\'S acme\\\\JO' and retries lt 1` });
assert.deepEqual(found.map((session) => session.details.id), [first.id]);
const selection = await sessions.select({ filter: `id eq ${second.id}` });
assert.deepEqual(selection.items.map((item) => item.objectID), [second.id]);
assert.equal(await found[0].remove(), 204);
assert.deepEqual(await sessions.removeFilter({ filter: "retries ge 2" }), [{ id: second.id, status: 204 }]);
assert.equal(await sessions.count(), 0);
await assert.rejects(sessions.get({ id: first.id }));

const results = api.executionResults;
assert.equal(await results.count(), 2);
const kept = await results.getFilter({ filter: `ExecutionId eq ${first.id}` });
assert.equal(kept.length, 1);
const created = await results.create({
  executionID: first.id,
  status: 2,
  executingNodeName: "node-1",
  startTime: "2026-01-01T00:00:00.000Z",
  details: [{ message: "Changing task state to Triggered", detailsType: 2 }],
});
assert.equal(created.details.details.length, 1);
const read = await results.get({ id: created.details.id });
assert.equal(read.details.executingNodeName, "node-1");
assert.equal(read.details.stopTime, "1753-01-01T00:00:00.000Z");
const updated = await read.update({ duration: 1234, executingNodeName: "node-2" });
assert.equal(updated.duration, 1234);
assert.equal(updated.executingNodeName, "node-2");
assert.equal(updated.details.length, 1);
assert.equal(updated.details[0].message, "Changing task state to Triggered");
assert.equal((await results.getAll()).length, 3);
const picked = await results.select({ filter: "duration eq 1234" });
assert.equal(picked.items.length, 1);
assert.equal((await results.removeFilter({ filter: "duration eq 1234" }))[0].status, 204);

const details = results.executionResultDetails;
const detail = await details.create({ message: "a first word", detailsType: 1 });
assert.equal((await details.get({ id: detail.details.id })).details.message, "a first word");
const changed = await detail.update({ message: "a last word" });
assert.equal(changed.message, "a last word");
assert.equal(await details.count(), 1);
assert.equal((await details.getAll()).length, 1);
const many = await details.createMany([{ message: "one" }, { message: "two" }]);
assert.equal(many.length, 2);
assert.equal((await details.getFilter({ filter: "message so 'LAST'" })).length, 1);
assert.equal((await details.select({ filter: "message so 'last'" })).items.length, 1);
assert.equal((await details.removeFilter({ filter: "detailsType ge 0" })).length, 3);

const selected = await api.selections.create({ area: "executionresult", filter: `ExecutionId eq ${second.id}` });
assert.equal((await selected.data({ path: "executionresult/full" })).length, 1);
assert.equal((await selected.data({ path: "executionresult/count" })).value, 1);
assert.equal(await selected.remove(), 204);

const about = api.about;
assert.ok((await about.get()).buildVersion);
assert.ok((await about.enums()).TaskExecutionStatus.values.includes("7: FinishedSuccess"));
assert.ok((await about.apiRelations()).includes("ExecutionSession.executionResult > ExecutionResult"));
assert.ok((await about.apiDescription()).includes("GET /qrs/executionsession"));
assert.equal((await about.apiDefaults({ path: "executionsession" })).schemaPath, "ExecutionSession");

console.log("qlik-repo-api: every call answered");
