import type { TopicMessage } from '../../contracts/topic.ts';

/** Where a topic lives: `names` are those that a certificate of its SNS may be issued to. */
export interface TopicPlace {
  readonly host: string;
  readonly names: readonly string[];
}

/**
 * The only host a message of this topic may send us to. It is made from the topic, which somebody allowed, so nothing in a
 * message can name another. Names of certificates: Amazon SNS and its SDKs (common names by region).
 */
export function placeOf(topic: string): TopicPlace {
  const [, partition = '', , region = ''] = topic.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  const host = `sns.${region}.${suffix}`;
  const regional = [host, `sns-signing.${region}.${suffix}`, `sns-${region}.${suffix}`];
  if (partition === 'aws-us-gov') return { host, names: [...regional, 'sns-us-gov-west-1.amazonaws.com'] };
  return { host, names: partition === 'aws' ? ['sns.amazonaws.com', ...regional] : regional };
}

/**
 * The certificate's address, when it is SNS's own; undefined otherwise. Compared as text: what two parsers of addresses might
 * read differently is not that text.
 */
export function certificateAddress({ TopicArn, SigningCertURL }: TopicMessage): string | undefined {
  const start = `https://${placeOf(TopicArn).host}/SimpleNotificationService-`;
  if (!SigningCertURL.startsWith(start)) return undefined;
  return /^[0-9A-Za-z]{32}\.pem$/.test(SigningCertURL.slice(start.length)) ? SigningCertURL : undefined;
}

/** The address that confirms a subscription, when the message names that one and no other; undefined otherwise. */
export function confirmationAddress(message: TopicMessage): string | undefined {
  if (message.Type === 'Notification' || !/^[0-9A-Za-z]+$/.test(message.Token)) return undefined;
  const { TopicArn, Token, SubscribeURL } = message;
  const own = `https://${placeOf(TopicArn).host}/?Action=ConfirmSubscription&TopicArn=${TopicArn}&Token=${Token}`;
  return SubscribeURL === own ? own : undefined;
}
