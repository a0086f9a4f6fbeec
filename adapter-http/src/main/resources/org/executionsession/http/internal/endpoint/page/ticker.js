// Shows durations that count up once a second, without asking the server.

const elements = new Map();
let offset = 0;
let timer = null;

/** The clock of the server, in milliseconds. */
export function now() {
  return Date.now() + offset;
}

/** Adjusts the clock to that of the server, whose header has whole seconds. */
export function adjust(serverDate, sentAt) {
  const server = Date.parse(serverDate);
  if (!Number.isNaN(server)) {
    const difference = server + 500 - (sentAt + Date.now()) / 2;
    offset = Math.abs(difference) > 2000 ? difference : 0;
  }
}

/** Calls a function with the current time at once, and then every second while the element is in the page. */
export function everySecond(element, show) {
  elements.set(element, show);
  show(now());
}

function tick() {
  for (const [element, show] of elements) {
    if (element.isConnected) {
      show(now());
    } else {
      elements.delete(element);
    }
  }
}

export function startTicking() {
  timer ??= setInterval(tick, 1000);
  tick();
}

export function stopTicking() {
  clearInterval(timer);
  timer = null;
}
