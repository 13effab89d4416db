import { expect, test } from 'vitest';
import { type Fault, faults } from '../../src/contracts/fault.ts';
import { TopicMessage } from '../../src/contracts/topic.ts';
import type { Topics } from '../../src/core/ports.ts';
import { type StandIn, subscription } from './sns/stand-in.ts';

/** What every Topics must do: `open` is asked for one that finds the stand-in where SNS would be. */
export function topicsContract(open: () => Promise<{ topics: Topics; sns: StandIn }>): void {
  const genuine: Record<string, Record<string, unknown>> = {
    'a notification': {},
    'one with a subject': { Subject: 'ALARM: "cart is slow" in EU (Frankfurt)' },
    'one whose subject is said to be none': { Subject: null },
    'one in the old signature': { SignatureVersion: '1' },
    'one of several lines and alphabets': { Message: 'Größe\n\n💥\u2028{"a":"\\n"}\n' },
    'an empty one': { Message: '' },
    'an offered subscription': subscription(),
    'an ended one': { ...subscription(), Type: 'UnsubscribeConfirmation' },
  };
  test.for(Object.entries(genuine))('%s that SNS signed is genuine', async ([, changed]) => {
    const { topics, sns } = await open();
    expect(await topics.verify(TopicMessage.parse(sns.message(changed)))).toBe('genuine');
  });

  test('every signed field counts', async () => {
    const { topics, sns } = await open();
    for (const changed of [{ Subject: 'a' }, subscription()]) {
      const sent = TopicMessage.parse(sns.message(changed)) as TopicMessage & Record<string, string>;
      const others: Record<string, string> = {
        Message: `${sent.Message} `,
        MessageId: sent.MessageId.replace('2', '3'),
        Subject: 'b',
        Timestamp: sent.Timestamp.replace('08', '09'),
        TopicArn: `${sent.TopicArn}2`,
        Type: sent.Type === 'Notification' ? 'SubscriptionConfirmation' : 'UnsubscribeConfirmation',
        Token: `${sent.Token}c`,
        SubscribeURL: `${sent.SubscribeURL}&more=1`,
      };
      for (const field of Object.keys(others).filter((name) => name in sent)) {
        const forged = { ...sent, [field]: others[field] } as TopicMessage;
        expect(await topics.verify(forged), field).not.toBe('genuine');
      }
    }
  });

  test('a subscription is confirmed at SNS, and what SNS refuses is told', async () => {
    const { topics, sns } = await open();
    const taken = TopicMessage.parse(sns.message(subscription('c0'.repeat(20))));
    const late = TopicMessage.parse(sns.message(subscription('1a7e'.repeat(20))));
    const down = TopicMessage.parse(sns.message(subscription('d0'.repeat(20))));
    const path = (message: TopicMessage) =>
      'SubscribeURL' in message ? message.SubscribeURL.slice('https://sns.eu-central-1.amazonaws.com'.length) : '';
    sns.serve(path(taken), (_, response) => void response.end('<ConfirmSubscriptionResponse/>'));
    sns.serve(path(late), (_, response) => void response.writeHead(400).end('<Error>Invalid token</Error>'));
    sns.serve(path(down), (_, response) => void response.writeHead(503).end());
    await expect(topics.confirm(taken)).resolves.toBeUndefined();
    const word = (message: TopicMessage) =>
      topics.confirm(message).then(
        () => 'confirmed',
        (thrown: Fault) => thrown.word,
      );
    expect(await word(late)).toBe('Impossible');
    expect(await word(down)).toBe('Unavailable');
    expect(faults.Unavailable.retryable).toBe(true);
  });
}
