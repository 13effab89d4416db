import * as z from 'zod';

/** A cluster the deployment may look at: in EKS under three roles, or anywhere by a kubeconfig kept in Secrets Manager. */
export const Cluster = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('eks'),
    /** The name alarms know it by. */
    id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/i, 'letters, digits, dots and hyphens, at most 100'),
    /** Its name in EKS, where that differs. */
    name: z
      .string()
      .regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/)
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'a region, as in eu-central-1')
      .optional(),
  }),
]);
export type Cluster = z.infer<typeof Cluster>;
