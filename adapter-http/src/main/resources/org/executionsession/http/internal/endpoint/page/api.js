// Calls the QRS API of the server that has served this page.

import { adjust } from "./ticker.js";

const ROOT = new URL("qrs/", document.baseURI);
const TOKEN = "execution-sessions.token";
const KEY = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A response with an error status. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }

  /** The position in a filter that the message names, from 1; null if it names none. */
  get position() {
    const found = /at character (\d+)/.exec(this.message);
    return found ? Number(found[1]) : null;
  }
}

export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

export function setToken(token) {
  if (token) {
    sessionStorage.setItem(TOKEN, token.trim());
  } else {
    sessionStorage.removeItem(TOKEN);
  }
}

/** Returns the headers of each request. The Xrfkey is required with client certificates only. */
function headers(more) {
  const token = sessionStorage.getItem(TOKEN);
  return { "X-Qlik-Xrfkey": KEY, ...(token ? { Authorization: `Bearer ${token}` } : {}), ...more };
}

function url(path, parameters) {
  const address = new URL(path, ROOT);
  for (const [name, value] of Object.entries({ ...parameters, xrfkey: KEY })) {
    if (value !== "" && value !== null && value !== undefined) {
      address.searchParams.set(name, value);
    }
  }
  return address;
}

async function send(method, path, parameters, options = {}) {
  const sentAt = Date.now();
  let response;
  try {
    response = await fetch(url(path, parameters), {
      method,
      cache: "no-store",
      credentials: "same-origin",
      redirect: "error",
      ...options,
      headers: headers(options.headers),
    });
  } catch (failure) {
    throw failure.name === "AbortError" ? failure : new Problem(0, "The server does not respond.");
  }
  adjust(response.headers.get("Date"), sentAt);
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    throw new Problem(response.status, body.detail ?? `The server responded with the status ${response.status}.`);
  }
  return response;
}

/** Returns the JSON of a response. The server cuts a list that it cannot complete. */
async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new Problem(0, "The response of the server is incomplete.");
  }
}

export async function get(path, parameters) {
  return json(await send("GET", path, parameters));
}

export async function getText(path, parameters) {
  return (await send("GET", path, parameters)).text();
}

export async function post(path, parameters) {
  const response = await send("POST", path, parameters);
  return response.status === 204 ? null : json(response);
}

export async function put(path, body) {
  const options = { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return json(await send("PUT", path, {}, options));
}

export async function remove(path) {
  await send("DELETE", path, {});
}

/** Opens a stream of events; the caller reads its body. */
export function open(path, parameters, more, signal) {
  return send("GET", path, parameters, { headers: { Accept: "text/event-stream", ...more }, signal });
}

/** Reads rows of a table as objects. The columns are paths of properties by name. */
export async function table(path, columns, parameters) {
  const definition = Object.entries(columns).map(([name, column]) =>
    typeof column === "string"
      ? { name, columnType: column === "privileges" ? "Privileges" : "Property", definition: column }
      : {
          name,
          columnType: "List",
          definition: column.of,
          list: Object.entries(column.columns).map(([inner, path]) => ({
            name: inner,
            columnType: "Property",
            definition: path,
          })),
        });
  const response = await send("POST", `${path}/table`, parameters, {
    body: JSON.stringify({ columns: definition }),
    headers: { "Content-Type": "application/json" },
  });
  return objects(await json(response));
}

function objects({ columnNames, rows }) {
  return rows.map((row) =>
    Object.fromEntries(row.map((cell, i) => [columnNames[i], cell?.columnNames ? objects(cell) : cell])));
}
