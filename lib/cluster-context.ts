import * as z from 'zod';

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/i, 'letters, digits, dots and hyphens, at most 100');

/** A cluster in EKS, entered under three roles that the stack makes. */
export const EksCluster = z.strictObject({
  kind: z.literal('eks'),
  /** The name alarms know it by. */
  id,
  /** Its name in EKS, where that differs. */
  name: z
    .string()
    .regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'a name as EKS takes it')
    .optional(),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, as in eu-central-1')
    .optional(),
});
export type EksCluster = z.infer<typeof EksCluster>;

/**
 * A cluster the deployment may look at. `kubeconfig` names a file that the functions can read, with one of its contexts per
 * identity: emulators, whose functions run on this machine.
 */
export const Cluster = z.discriminatedUnion('kind', [
  EksCluster,
  z.strictObject({
    kind: z.literal('kubeconfig'),
    id,
    path: z.string().startsWith('/', 'an absolute path'),
    reader: z.string().min(1),
    rehearser: z.string().min(1).optional(),
    executor: z.string().min(1).optional(),
  }),
]);
export type Cluster = z.infer<typeof Cluster>;
