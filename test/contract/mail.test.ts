import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { SMTPServerOptions } from 'smtp-server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { smtpMail } from '../../src/adapters/local/smtp.ts';
import type { SmtpServer } from '../../src/adapters/local/smtp-server.ts';
import { noMail } from '../../src/adapters/no-mail.ts';
import type { Mail } from '../../src/core/ports.ts';
import { letterTo, mailContract } from './mail-contract.ts';
import { wordOf } from './records-material.ts';
import { selfSigned } from './self-signed.ts';
import { type Office, openOffice } from './smtp-office.ts';

const from = 'mendgate@example.com';
const { cert, key } = selfSigned();
const ada = { username: 'ada', password: 'the password of ada' };
const onlyAda: SMTPServerOptions = {
  key,
  cert,
  authOptional: false,
  onAuth(auth, _session, done) {
    if (auth.username === ada.username && auth.password === ada.password) done(null, { user: ada.username });
    else done(new Error('not you'));
  },
};
const mailAt = (server: Partial<SmtpServer>, more: { ca?: string; password?: string } = {}): Mail =>
  smtpMail({
    server: { host: '127.0.0.1', port: 1, tls: 'required', ...server },
    from,
    password: async () => more.password,
    ...(more.ca !== undefined && { ca: more.ca }),
    patience: { each: 1_000, whole: 2_000 },
  });
const open = async (options: SMTPServerOptions = {}): Promise<Office> => {
  const office = await openOffice({ key, cert, ...options });
  onTestFinished(() => office.close());
  return office;
};
/** A server that says what a test lets it say. */
async function saying(talk: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

mailContract('SMTP, turned to TLS, signed in', async () => {
  const office = await openOffice(onlyAda);
  const known = { port: office.port, user: ada.username };
  return {
    mail: mailAt(known, { ca: cert, password: `${ada.password}\n` }),
    from,
    received: async () =>
      office.delivered.map(({ from, to, mail }) => ({
        from,
        to,
        subject: mail.subject ?? '',
        text: mail.text ?? '',
        html: mail.html || '',
      })),
    refused: 'nobody@example.com',
    unreachable: () => mailAt({ ...known, port: 1 }, { ca: cert, password: ada.password }),
    unknown: () => mailAt(known, { ca: cert, password: 'another' }),
    close: office.close,
  };
});

describe('what a letter says of itself', () => {
  test('no machine answers it, and the same letter is known again', async () => {
    const office = await open();
    const mail = mailAt({ port: office.port }, { ca: cert });
    for (const _ of [1, 2]) await mail.send(letterTo('ada@example.com', { id: 'abc' }));
    for (const { mail } of office.delivered) {
      expect(mail.messageId).toBe('<abc@example.com>');
      expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
      expect(mail.headers.get('x-auto-response-suppress')).toBe('All');
      expect(mail.headers.get('x-mendgate-letter')).toBe('abc');
      expect(mail.from?.value).toEqual([{ name: 'Mendgate', address: from }]);
      expect([mail.cc, mail.bcc, mail.attachments]).toEqual([undefined, undefined, []]);
    }
    expect(office.delivered).toHaveLength(2);
  });

  test('nothing of it is read from a file or fetched', async () => {
    const office = await open();
    const mail = mailAt({ port: office.port }, { ca: cert });
    const html = '<img src="file:///etc/passwd"><img src="http://127.0.0.1:1/a.png">';
    expect(await mail.send(letterTo('ada@example.com', { html }))).toBe('sent');
    expect(office.delivered[0]?.mail.html).toContain(html);
    expect(office.delivered[0]?.mail.attachments).toEqual([]);
  });
});

describe('TLS', () => {
  test.for<[string, Partial<SmtpServer>, SMTPServerOptions]>([
    ['from the first byte', { tls: 'at once' }, { secure: true }],
    ['before anything is said', { tls: 'required' }, {}],
    ['where it is offered', { tls: 'offered' }, {}],
  ])('%s', async ([, server, options]) => {
    const office = await open(options);
    expect(await mailAt({ ...server, port: office.port }, { ca: cert }).send(letterTo('ada@example.com'))).toBe('sent');
    expect(office.delivered.map(({ secure }) => secure)).toEqual([true]);
  });

  test.for<[string, Partial<SmtpServer>, SMTPServerOptions]>([
    ['a server that does not offer it', { tls: 'required' }, { disabledCommands: ['STARTTLS'] }],
    ['a certificate nobody vouches for', { tls: 'required' }, {}],
    ['a certificate nobody vouches for, at once', { tls: 'at once' }, { secure: true }],
  ])('%s gets neither the letter nor the password', async ([, server, options]) => {
    const office = await open({ ...onlyAda, ...options });
    const mail = mailAt({ ...server, port: office.port, user: ada.username }, { password: ada.password });
    expect(await wordOf(mail.send(letterTo('ada@example.com')))).toBe('Unavailable');
    expect(office.delivered).toEqual([]);
  });

  test('only where it is said so, or on this machine, a letter goes in the clear', async () => {
    const office = await open({ disabledCommands: ['STARTTLS'] });
    for (const tls of ['never', 'offered'] as const)
      expect(await mailAt({ port: office.port, tls }).send(letterTo('ada@example.com'))).toBe('sent');
    expect(office.delivered.map(({ secure }) => secure)).toEqual([false, false]);
  });
});

describe('a server that does not take it', () => {
  test('a letter it does not want is refused; that it sends nothing for us is ours to mend', async () => {
    const office = await open();
    const mail = mailAt({ port: office.port }, { ca: cert });
    expect(await mail.send(letterTo('ada@example.com', { text: 'SPAM' }))).toBe('refused');
    expect(await wordOf(mail.send(letterTo('ada@relay.example')))).toBe('Unavailable');
    expect(office.delivered).toEqual([]);
  });

  test('who we are is refused: no fault of the address', async () => {
    const office = await open({
      onMailFrom: (_from, _session, done) => done(Object.assign(new Error('not from you'), { responseCode: 550 })),
    });
    const mail = mailAt({ port: office.port }, { ca: cert });
    expect(await wordOf(mail.send(letterTo('ada@example.com')))).toBe('Unavailable');
  });

  test('without a password nobody signs in, and it says where to put it', async () => {
    const office = await open(onlyAda);
    for (const password of [undefined, '', '\n']) {
      const mail = mailAt(
        { port: office.port, user: 'ada' },
        { ca: cert, ...(password !== undefined && { password }) },
      );
      const fault = await mail.send(letterTo('ada@example.com')).catch((thrown) => thrown);
      expect(fault).toMatchObject({ word: 'Unavailable', hint: expect.stringContaining('MENDGATE_SMTP_PASSWORD') });
    }
  });

  test.for<[string, (socket: Socket) => void]>([
    ['says nothing', () => undefined],
    ['hangs up', (socket) => socket.end()],
    ['speaks another language', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
    [
      'greets without an end, a line each moment',
      (socket) => {
        const drip = setInterval(() => socket.write('220-still here\r\n'), 50);
        socket.on('close', () => clearInterval(drip));
      },
    ],
    [
      'answers without an end, a line each moment',
      (socket) => {
        socket.write('220 hello\r\n');
        const drip = setInterval(() => socket.write('250-still here\r\n'), 50);
        socket.on('close', () => clearInterval(drip));
      },
    ],
  ])('one that %s is Unavailable within bounds, and stays so for the next', async ([, talk]) => {
    const mail = mailAt({ port: await saying(talk), tls: 'never' });
    const began = performance.now();
    expect(await wordOf(mail.send(letterTo('ada@example.com')))).toBe('Unavailable');
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  test('what it says cannot act on the terminal of whoever reads it', async () => {
    const esc = String.fromCharCode(27);
    const port = await saying((socket) => socket.end(`554 ${esc}[2J${esc}[1;1Hall is well\r\n`));
    const fault = await mailAt({ port, tls: 'never' })
      .send(letterTo('ada@example.com'))
      .catch((thrown) => thrown);
    expect(fault.word).toBe('Unavailable');
    expect(fault.message).toContain('all is well');
    expect(fault.message).not.toContain(esc);
  });
});

test('a home nobody told how, sends nothing and says so', async () => {
  expect(await noMail.send(letterTo('ada@example.com'))).toBe('off');
});
