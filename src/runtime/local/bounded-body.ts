import type { IncomingMessage } from 'node:http';
import { Fault } from '../../contracts/fault.ts';

/**
 * Reads at most `most` bytes: what says it is larger is refused before a byte is read, what lies is cut off on the way. From
 * the socket's own stream, because a web stream around it costs an alarm more than everything else its body needs.
 * Throws TooLarge, and Malformed when the sender leaves in the middle.
 */
export function boundedBody(incoming: IncomingMessage, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      new Fault('TooLarge', `the body is larger than ${most} bytes`, 'Send less at once: nothing of it was kept.');
    if (Number(incoming.headers['content-length'] ?? 0) > most) return reject(tooLarge());
    const parts: Buffer[] = [];
    let size = 0;
    const onData = (part: Buffer) => {
      size += part.length;
      if (size <= most) return void parts.push(part);
      // The rest is thrown away by the server once the refusal is out: answered first, or nobody would read the answer.
      leave();
      incoming.pause();
      reject(tooLarge());
    };
    const onEnd = () => {
      leave();
      const [only] = parts;
      resolve(parts.length === 1 && only !== undefined ? only : Buffer.concat(parts, size));
    };
    const onClose = () => {
      leave();
      reject(new Fault('Malformed', 'the sender left before the body had come', 'Send it again, to its end.'));
    };
    const leave = () => incoming.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
    incoming.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}
