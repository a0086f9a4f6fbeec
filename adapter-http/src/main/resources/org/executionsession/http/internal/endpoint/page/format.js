// Words for statuses, dates and durations.

const NO_DATE = "1753-01-01";

/** The zero GUID, which means "none". */
export const NONE = "00000000-0000-0000-0000-000000000000";

const STATUSES = [
  ["Never started", "wait"],
  ["Triggered", "wait"],
  ["Running", "run"],
  ["Queued", "wait"],
  ["Abort requested", "stop"],
  ["Aborting", "stop"],
  ["Aborted", "stop"],
  ["Succeeded", "good"],
  ["Failed", "bad"],
  ["Skipped", "idle"],
  ["Retrying", "wait"],
  ["Error", "bad"],
  ["Reset", "idle"],
  ["Waits for distribution", "wait"],
  ["Distributing", "run"],
];

const SYMBOLS = { good: "✓", bad: "✕", stop: "■", run: "▶", wait: "…", idle: "–" };

export const STATUS = { ABORTED: 6, SUCCESS: 7, FAIL: 8, ERROR: 11 };

const FINAL = new Set([6, 7, 8, 9, 11, 12]);

/** Returns the word, the kind and the symbol of a status. The symbol is the cue for those who do not see the colour. */
export function status(number) {
  const [word, kind] = STATUSES[number] ?? [`Status ${number}`, "idle"];
  return { word, kind, symbol: SYMBOLS[kind] };
}

export function isFinal(number) {
  return FINAL.has(number);
}

/** Returns a date in milliseconds; null for "no date". */
export function time(text) {
  return !text || text.startsWith(NO_DATE) ? null : Date.parse(text);
}

export function startOfToday(now) {
  return new Date(now).setHours(0, 0, 0, 0);
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

/** Returns a moment of the last days in few words. */
export function moment(millis, now) {
  const today = startOfToday(now);
  const at = clock.format(millis);
  if (millis >= today) {
    return at;
  }
  return millis >= startOfToday(today - 1) ? `yesterday ${at}` : `${day.format(millis)}, ${at}`;
}

export function exactMoment(millis) {
  return `${day.format(millis)}, ${clockWithSeconds.format(millis)}`;
}

export function exactTime(millis) {
  return clockWithSeconds.format(millis);
}

/** Returns a duration in at most two units. */
export function duration(millis) {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  const seconds = millis / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.floor(seconds)} s`;
  }
  const [size, unit, next, nextUnit] = seconds < 3600 ? [60, "min", 1, "s"]
    : seconds < 86_400 ? [3600, "h", 60, "min"] : [86_400, "d", 3600, "h"];
  const rest = Math.floor((seconds % size) / next);
  return `${Math.floor(seconds / size)} ${unit}${rest ? ` ${rest} ${nextUnit}` : ""}`;
}

/** Returns a duration that counts up, always with its seconds. */
export function ticking(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${hours ? `${hours} h ` : ""}${hours || minutes ? `${minutes} min ` : ""}${seconds % 60} s`;
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}

/** Returns the message that says why an attempt failed: its first error, otherwise its last warning. */
export function reason(messages) {
  const found = messages.find((message) => message.type === 0) ?? messages.findLast((message) => message.type === 1);
  return found?.text ?? "";
}

export function firstLine(text) {
  return text.split("\n", 1)[0];
}
