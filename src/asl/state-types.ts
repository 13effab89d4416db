import type { LoadState } from './state.ts';
import { loadChoice } from './states/choice.ts';
import { loadFail } from './states/fail.ts';
import { loadPass } from './states/pass.ts';
import { loadSucceed } from './states/succeed.ts';
import { loadTask } from './states/task.ts';
import { loadWait } from './states/wait.ts';

/** A new state type is a file under states/ and a line here. */
export const stateTypes: Record<string, LoadState> = {
  Choice: loadChoice,
  Fail: loadFail,
  Pass: loadPass,
  Succeed: loadSucceed,
  Task: loadTask,
  Wait: loadWait,
};
