/** A button that starts the task of the page, unless it runs, and waits for its end. */

import {callRepository, findTask, isRunning, pause, runningStatus, statusOf} from './repository.js';

const output = document.getElementById('started');

async function start() {
  const task = await findTask();
  if (isRunning(await runningStatus(task))) {
    output.value = 'already running';
    return;
  }
  const session = (await callRepository('/qrs/task/' + task + '/start/synchronous', 'POST')).value;
  output.value = 'started';
  let status;
  do {
    await pause(100);
    status = await statusOf(session);
  } while (isRunning(status));
  output.value = status === 7 ? 'finished' : 'failed';
}

document.getElementById('start').addEventListener('click', () => {
  output.value = '';
  start().catch(error => {
    output.value = 'error';
    console.error(error);
  });
});
