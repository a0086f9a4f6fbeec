// Runs the public client qrs-interact against a server. It speaks TLS alone, with a client certificate.
// Usage: node qrs-interact.js PORT KEY_STORE PASSPHRASE
import assert from "node:assert/strict";
import QrsInteract from "qrs-interact";

const [port, keyStore, passphrase] = process.argv.slice(2);
const connection = {
  hostname: "127.0.0.1",
  portNumber: Number(port),
  certificates: { pfxFile: keyStore, passphrase },
};
const qrs = new QrsInteract(connection);
const refused = (status) => new RegExp(`^Error: Received error code: ${status}::`);

// The session is posted as a scheduler would; qrs-interact-tasks.js starts tasks.
const task = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
const draft = { user: "ACME\\jo", reloadTask: { id: task, name: "Nightly sales" } };
const created = await qrs.Post("/executionsession", draft, "json");
assert.equal(created.statusCode, 201);
const session = created.body;
assert.equal(session.modifiedByUserName, "Internal\\sa_api");

assert.deepEqual((await qrs.Get("/executionsession/" + session.id)).body, session);
assert.equal((await qrs.Get("executionsession/")).body.length, 1);
assert.equal((await qrs.Get("/executionsession?filter=id eq " + session.id)).body[0].id, session.id);
assert.equal((await qrs.Get("executionsession/full?filter=user so 'acme' and retries lt 1&orderby=user desc")).body.length, 1);
assert.deepEqual((await qrs.Get("executionsession/count?filter=reloadTask.id eq " + task)).body, { value: 1 });

const changed = await qrs.Put("/executionsession/" + session.id, { ...session, retries: 3 });
assert.equal(changed.statusCode, 200);
assert.equal(changed.body.retries, 3);
await assert.rejects(qrs.Put("/executionsession/" + session.id, session), refused(409));

const columns = ["id", "reloadTask.name", "app.name"].map((name) => ({ name, columnType: "Property", definition: name }));
const table = await qrs.Post("executionsession/table?sortColumn=id&take=5", { columns }, "json");
assert.equal(table.statusCode, 201);
assert.deepEqual(table.body.rows, [[session.id, "Nightly sales", null]]);
await assert.rejects(qrs.Get("/executionsession?filter=nonsense eq 1"), refused(400));

const selection = (await qrs.Post("/selection/executionsession?filter=id eq " + session.id, "", "json")).body;
assert.equal((await qrs.Get(`/selection/${selection.id}/executionsession`)).body.length, 1);
assert.equal((await qrs.Delete("/selection/" + selection.id)).statusCode, 204);

assert.equal((await qrs.Delete("/executionsession/" + session.id)).statusCode, 204);
assert.deepEqual((await qrs.Get("/executionsession?filter=id eq " + session.id)).body, []);
await assert.rejects(qrs.Get("/executionsession/" + session.id), refused(404));
const results = (await qrs.Get("/executionresult?filter=executionid eq " + session.id)).body;
assert.deepEqual(results.map((result) => result.id), [session.executionResult.id]);

// Its configuration may set the headers: a user, and a type that makes no difference to a GET.
const uploader = new QrsInteract({
  ...connection,
  headers: { "X-Qlik-User": "UserDirectory=Internal; UserId=sa_repository", "Content-Type": "png" },
});
assert.equal((await uploader.Get("/executionresult/full")).body[0].executionID, session.id);

console.log("qrs-interact: every call answered");
