import type { Action } from './action.ts';
import { rollBack } from './roll-back.ts';
import { setImage } from './set-image.ts';
import { setProbe } from './set-probe.ts';
import { setResources } from './set-resources.ts';

/** Every action this build knows, narrowest write first: where two fit a cause, the one that touches less is proposed first. */
export const actions: readonly Action[] = [setResources, setImage, setProbe, rollBack];

export function actionOf(id: string): Action | undefined {
  return actions.find((action) => action.id === id);
}
