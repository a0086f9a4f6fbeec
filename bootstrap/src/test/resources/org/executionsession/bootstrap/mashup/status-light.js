/** A light that is red while the task of the page runs, and shows how its last execution ended otherwise. */

import {callRepository, findTask, isRunning, pause, runningStatus} from './repository.js';

const NEVER = '1753-01-01T00:00:00.000Z';
const light = document.getElementById('light');
const last = document.getElementById('last');

async function watch() {
  const task = await findTask();
  for (;;) {
    if (isRunning(await runningStatus(task))) {
      light.value = 'red';
      last.value = '';
    } else {
      const result = (await callRepository('/qrs/reloadtask/' + task)).operational.lastExecutionResult;
      light.value = 'green';
      last.value = result.status + (result.stopTime === NEVER ? ' without a stop time' : ' with a stop time');
    }
    await pause(100);
  }
}

watch().catch(error => {
  light.value = 'error';
  console.error(error);
});
