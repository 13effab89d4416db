import * as z from 'zod';

const text = z.string().min(1);

export const EksName = z.string().regex(/^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/, 'a name as EKS takes it');
export const Region = z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, 'a region, as in eu-central-1');
const role = z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,600}$/, 'the ARN of a role');

/** A cluster this home may look at, and with which identities. What is absent was not granted. */
export const ClusterConfig = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('practice'), id: text }),
  z
    .strictObject({
      kind: z.literal('kubeconfig'),
      id: text,
      /** A file. Each identity is the name of one of its contexts. */
      path: text.optional(),
      /** In its place secrets `<secret>.<identity>`, each a kubeconfig that holds the context of its identity. */
      secret: text.optional(),
      reader: text,
      rehearser: text.optional(),
      executor: text.optional(),
    })
    .refine(({ path, secret }) => (path === undefined) !== (secret === undefined), {
      path: ['path'],
      error: 'a kubeconfig comes from a path or from a secret: name one of the two',
    }),
  z.strictObject({
    kind: z.literal('eks'),
    id: text,
    /** Its name in EKS. */
    name: EksName,
    region: Region,
    /** Each identity is the ARN of a role with an access entry in the cluster. */
    reader: role,
    rehearser: role.optional(),
    executor: role.optional(),
  }),
]);
export type ClusterConfig = z.infer<typeof ClusterConfig>;
export type ClusterOf<K extends ClusterConfig['kind']> = Extract<ClusterConfig, { kind: K }>;
