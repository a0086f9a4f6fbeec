// One stream of changes. It resumes where it was cut, and is closed while the page is paused or hidden.

import { open } from "./api.js";

const PATH = "events";
const LONGEST_PAUSE = 30_000;

/** Splits a stream of text into the events of text/event-stream. */
export class EventParser {
  #rest = "";
  #event = { data: [] };
  id = null;
  retry = null;

  /** Returns the events that are complete with a further part of the stream. */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter(Boolean);
  }

  #line(line) {
    if (line === "") {
      const { data, id, ...event } = this.#event;
      this.#event = { data: [] };
      // Only now, so that an event of which the beginning has come is sent again.
      this.id = id ?? this.id;
      return data.length || event.type ? { type: "message", ...event, data: data.join("\n") } : null;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") {
      this.#event.type = value;
    } else if (field === "data") {
      this.#event.data.push(value);
    } else if (field === "id") {
      this.#event.id = value;
    } else if (field === "retry" && /^\d+$/.test(value)) {
      this.retry = Number(value);
    }
    return null;
  }
}

export class Events {
  #listener;
  #controller = null;
  #timer = null;
  #cursor = null;
  #retry = 2000;
  #failures = 0;
  #wanted = false;

  /** The listener has the methods opened(resumed), changed(change), reset() and state(name, problem). */
  constructor(listener) {
    this.#listener = listener;
  }

  start() {
    if (!this.#wanted) {
      this.#wanted = true;
      this.#connect();
    }
  }

  stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#controller?.abort();
    this.#controller = null;
  }

  async #connect() {
    const controller = new AbortController();
    this.#controller = controller;
    this.#listener.state("connecting");
    try {
      const resumed = this.#cursor !== null;
      const response = await open(
        PATH,
        { types: "executionsession,executionresult,task" },
        resumed ? { "Last-Event-ID": this.#cursor } : {},
        controller.signal,
      );
      this.#failures = 0;
      this.#listener.state("live");
      this.#listener.opened(resumed);
      await this.#read(response);
      this.#again(null);
    } catch (failure) {
      if (controller.signal.aborted) {
        return;
      }
      if (failure.status === 404) {
        this.#listener.state("unavailable");
      } else if (failure.status === 401 || failure.status === 403) {
        this.#listener.state("rejected", failure);
      } else {
        this.#again(failure);
      }
    }
  }

  async #read(response) {
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      for (const event of parser.push(part.value)) {
        this.#handle(event);
      }
      this.#cursor = parser.id ?? this.#cursor;
      this.#retry = parser.retry ?? this.#retry;
    }
  }

  #handle(event) {
    if (event.type === "reset") {
      this.#listener.reset();
    } else if (event.data) {
      this.#listener.changed(JSON.parse(event.data));
    }
  }

  #again(failure) {
    if (this.#wanted) {
      const pause = Math.min(LONGEST_PAUSE, this.#retry * 2 ** this.#failures++);
      this.#listener.state("waiting", failure);
      this.#timer = setTimeout(() => this.#connect(), pause * (0.75 + Math.random() / 2));
    }
  }
}
