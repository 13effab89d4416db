import * as z from 'zod';
import { EksName, Region } from './clusters.ts';

const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/i, 'letters, digits, dots and hyphens, at most 100');

/** A cluster in EKS, entered under three roles that the stack makes. */
const EksCluster = z
  .strictObject({
    kind: z.literal('eks'),
    /** The name alarms know it by. */
    id,
    /** Its name in EKS, where that differs; its region, where that is not the stack's. */
    name: EksName.optional(),
    region: Region.optional(),
  })
  .refine(({ id, name }) => EksName.safeParse(name ?? id).success, {
    path: ['name'],
    error: 'EKS takes no such name as the id: say its name in EKS',
  });
export type EksCluster = z.infer<typeof EksCluster>;

/**
 * A cluster behind a kubeconfig, with the name of a context per identity. `secret`: one secret per identity, named
 * `<stack>/<secret>.<identity>`. `path`: a file that the functions can read, in emulators, whose functions run on this machine.
 */
const KubeconfigCluster = z
  .strictObject({
    kind: z.literal('kubeconfig'),
    id,
    path: z.string().startsWith('/', 'an absolute path').optional(),
    secret: z
      .string()
      // The names of hooks and of our own keys lie beside it: this cannot be one of them.
      .regex(/^cluster(\.[A-Za-z0-9_-]+)+$/, 'cluster. and a name, as in cluster.metal')
      .max(64)
      .optional(),
    reader: z.string().min(1),
    rehearser: z.string().min(1).optional(),
    executor: z.string().min(1).optional(),
  })
  .refine(({ path, secret }) => (path === undefined) !== (secret === undefined), {
    path: ['path'],
    error: 'a kubeconfig comes from a path or from a secret: name one of the two',
  });
export type KubeconfigCluster = z.infer<typeof KubeconfigCluster>;

/**
 * A cluster as a deployment is told of it, and passes on to its functions. One schema for both: what fits at synth fits at
 * three in the morning.
 */
export const DeployedCluster = z.discriminatedUnion('kind', [EksCluster, KubeconfigCluster]);
export type DeployedCluster = z.infer<typeof DeployedCluster>;

/** All that a function is told may take 4 KB (AWS Lambda, "Quotas"); the rest of it takes up to 1.2 KB. */
export const clusterTextAtMost = 2_800;
