import { type KeyObject, verify } from 'node:crypto';
import type { TopicMessage } from '../../contracts/topic.ts';

/**
 * The text SNS signs: names and values in order of the names, each ended by a line feed (Amazon SNS developer guide, "Verifying
 * the signatures"). With every field but `Message` on one line and of a known form, no two messages have the same text.
 */
export function signedText(message: TopicMessage): string {
  const { Message, MessageId, Timestamp, TopicArn, Type } = message;
  const pairs: readonly (readonly [string, string])[] =
    message.Type === 'Notification'
      ? [
          ['Message', Message],
          ['MessageId', MessageId],
          ...(typeof message.Subject === 'string' ? [['Subject', message.Subject] as const] : []),
          ['Timestamp', Timestamp],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ]
      : [
          ['Message', Message],
          ['MessageId', MessageId],
          ['SubscribeURL', message.SubscribeURL],
          ['Timestamp', Timestamp],
          ['Token', message.Token],
          ['TopicArn', TopicArn],
          ['Type', Type],
        ];
  return pairs.map(([name, value]) => `${name}\n${value}\n`).join('');
}

/** Whether the holder of this RSA key signed the message. */
export function signedBy(message: TopicMessage, key: KeyObject): boolean {
  const digest = message.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const signature = Buffer.from(message.Signature, 'base64');
  return verify(digest, Buffer.from(signedText(message)), key, signature);
}
