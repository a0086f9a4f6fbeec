// Runs what qlik-repo-api leaves out by the public client below it, qlik-rest-api, against a server.
// Usage: node qlik-rest-api.js PORT
import assert from "node:assert/strict";
import { QlikRepositoryClient } from "qlik-rest-api";

const connection = {
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  notSecure: true,
  authentication: { user_dir: "ACME", user_name: "jo" },
};
const qrs = new QlikRepositoryClient(connection, "hub");

const made = await qrs.Post("executionsession/many", [{ user: "one", retries: 1 }, { user: "two", app: { name: "Sales" } }]);
assert.equal(made.status, 201);
const [one, two] = made.data;
await assert.rejects(qrs.Post("executionsession/many", [{ user: "three" }, { id: one.id }]), /409/);
assert.deepEqual((await qrs.Get("executionsession/count")).data, { value: 2 });

const read = (await qrs.Get(`executionsession/${one.id}?privileges=true`)).data;
assert.deepEqual(read.privileges, ["create", "read", "update", "delete"]);
assert.equal((await qrs.Put(`executionsession/${one.id}`, { ...read, retries: 2 })).data.retries, 2);
await assert.rejects(qrs.Put(`executionsession/${one.id}`, read), /409/);
await assert.rejects(qrs.Put(`executionsession/${two.id}`, read), /400/);

const definition = {
  entity: "ExecutionSession",
  columns: [
    { name: "user", columnType: "Property", definition: "user" },
    { name: "app", columnType: "Property", definition: "app.name" },
  ],
};
const table = await qrs.Post("executionsession/table?skip=0&take=10&sortcolumn=user&orderascending=false", definition);
assert.equal(table.status, 201);
assert.deepEqual(table.data.columnNames, ["user", "app"]);
assert.deepEqual(table.data.rows, [["two", "Sales"], ["one", null]]);

assert.deepEqual((await qrs.Post("executionsession/previewcreateprivilege", two)).data, { value: true });
assert.deepEqual((await qrs.Post("executionsession/previewprivileges?privilegesFilter=6", two)).data, ["read", "update"]);

const items = [one, two].map(({ id }) => ({ type: "ExecutionSession", objectID: id }));
const selection = (await qrs.Post("selection", { items })).data;
const picked = `selection/${selection.id}/executionsession`;
assert.deepEqual((await qrs.Get(`${picked}/count?filter=retries eq 2`)).data, { value: 1 });
assert.equal((await qrs.Get(picked)).data.length, 2);
assert.equal((await qrs.Delete(picked)).status, 204);
assert.deepEqual((await qrs.Get("executionsession")).data, []);
await assert.rejects(qrs.Delete(`executionsession/${one.id}`), /404/);

console.log("qlik-rest-api: every call answered");
