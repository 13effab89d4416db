import * as z from 'zod';
import type { PortName } from './wiring.ts';

/**
 * What a function of the AWS home is told by its deployment. One schema types what the stack sets and checks what a
 * function finds, so that a missing name fails at synth, not at three in the morning.
 */
export const Environment = z.object({
  MENDGATE_TENANT: z.string().min(1),
  INCIDENTS_TABLE: z.string().min(1),
  OBJECTS_BUCKET: z.string().min(1),
  ALERTS_QUEUE_URL: z.url(),
  INVESTIGATION_ARN: z.string().min(1),
  REMEDIATION_ARN: z.string().min(1),
  SEAL_KEY_ID: z.string().min(1),
  /** Prefix of the names in Secrets Manager: hooks' secrets lie at `<prefix>/<name>`. */
  SECRETS_PREFIX: z.string().min(1),
  /** JSON array of `DeployedCluster`. */
  CLUSTERS: z.string().min(2),
  /** What the ARNs of the roles for EKS begin with; each ends in its identity. */
  CLUSTER_ROLES: z.string().min(1),
  /** The folder of house rules: the layer's place in AWS, any folder elsewhere. */
  HOUSE_RULES: z.string().min(1),
  /** Who signs people's tokens, and the client of it that the console is. */
  ISSUER: z.url(),
  CLIENT_ID: z.string().min(1),
  /** Where people reach the console. Functions behind the gateway are not told: the front door is made after them. */
  SITE_URL: z.url().optional(),
  /** Where frames for connections are posted: the stage of the WebSocket API, without a slash at its end. */
  LIVE_ENDPOINT: z.url(),
  AUDIT_TABLE: z.string().min(1),
  /** Who letters are from, and the configuration set they are sent with; nobody is told where no mail is sent. */
  MAIL_FROM: z.email().optional(),
  MAIL_CONFIGURATION: z.string().min(1).optional(),
});
export type Environment = z.infer<typeof Environment>;
export type EnvironmentName = keyof Environment;

/** What only functions holding a port are told; everything else is told to all. */
export const toldWithPort: Readonly<Partial<Record<PortName, readonly EnvironmentName[]>>> = {
  clusters: ['CLUSTERS', 'CLUSTER_ROLES'],
  site: ['ISSUER', 'CLIENT_ID', 'SITE_URL'],
  live: ['LIVE_ENDPOINT'],
  audit: ['AUDIT_TABLE'],
  mail: ['MAIL_FROM', 'MAIL_CONFIGURATION'],
};
