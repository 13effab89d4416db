import * as z from 'zod';

/**
 * The facts each cause rests on: the one thing analyzers and actions agree about. An analyzer that finds a cause fills
 * its facts; an action that answers the cause reads them. Every value is stable for as long as the fault stands.
 */
const Revision = z.strictObject({ number: z.int(), replicaSet: z.string() });

export const facts = {
  'pod.memory-limit-exceeded': z.strictObject({ container: z.string(), memoryLimit: z.string() }),
  'pod.image-not-found': z.strictObject({
    container: z.string(),
    image: z.string(),
    /** The image the same container ran in the newest revision that was healthy. */
    lastGoodImage: z.string().optional(),
    /** The revision it ran in. */
    lastGood: Revision.optional(),
  }),
  'pod.variable-missing': z.strictObject({
    container: z.string(),
    variable: z.string(),
    /** The newest earlier revision that had the variable and ran. */
    lastGood: Revision.optional(),
  }),
  'pod.probe-wrong-port': z.strictObject({
    container: z.string(),
    probe: z.enum(['readinessProbe', 'livenessProbe', 'startupProbe']),
    handler: z.enum(['httpGet', 'tcpSocket', 'grpc']),
    port: z.union([z.int(), z.string()]),
    rightPort: z.union([z.int(), z.string()]),
  }),
  'workload.bad-revision': z.strictObject({
    revision: z.int(),
    symptom: z.string(),
    lastGood: Revision,
  }),
} as const;
export type CauseId = keyof typeof facts;
export type FactsOf<C extends CauseId> = z.infer<(typeof facts)[C]>;
