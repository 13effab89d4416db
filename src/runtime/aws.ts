/**
 * The ports of the AWS home, each opened from what the deployment said. A function names those it holds; a bundle then has
 * the clients of those and no others.
 */
export { alerts } from './aws/alerts.ts';
export { clock } from './aws/clock.ts';
export { clusters } from './aws/clusters.ts';
export { ids } from './aws/ids.ts';
export { objects } from './aws/objects.ts';
export { records } from './aws/records.ts';
export { sealer } from './aws/sealer.ts';
export { secrets } from './aws/secrets.ts';
export { settings } from './aws/settings.ts';
export { workflows } from './aws/workflows.ts';
