import * as z from 'zod';

/**
 * A topic of Amazon SNS that can send over HTTPS; FIFO topics cannot. Partition, region and account stand in it: hosts are
 * derived from the region, never taken from a message.
 */
export const TopicArn = z
  .string()
  .regex(
    /^arn:(aws|aws-cn|aws-us-gov):sns:[a-z]{2}(-[a-z]{2,12}){1,3}-\d{1,2}:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    "an SNS topic's ARN, as arn:aws:sns:eu-central-1:123456789012:alarms",
  );
export type TopicArn = z.infer<typeof TopicArn>;

/** What is on one line stays there: SNS signs fields one after the other, each ended by a line feed. */
const line = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\r\n]*$/, 'one line');

/** Only what SNS signs, and what is needed to check it. Whatever else is in a message was signed by nobody and is not read. */
const Signed = {
  MessageId: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  TopicArn,
  Message: z.string().max(1024 * 1024),
  Timestamp: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().regex(/^[A-Za-z0-9+/]{1,1366}={0,2}$/),
  SigningCertURL: line(512),
};
const Subscription = { ...Signed, Token: line(1024).min(1), SubscribeURL: line(2048) };

/** A message as SNS posts it (Amazon SNS developer guide, "HTTP/HTTPS notification JSON format"). */
export const TopicMessage = z.discriminatedUnion('Type', [
  // Subject: null is how some senders write that there is none; SNS does not sign it then.
  z.object({ Type: z.literal('Notification'), Subject: line(100).nullish(), ...Signed }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...Subscription }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...Subscription }),
]);
export type TopicMessage = z.infer<typeof TopicMessage>;
