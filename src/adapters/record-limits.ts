import { Fault } from '../contracts/fault.ts';
import type { Json } from '../contracts/json.ts';
import type { Item, Key, Write } from '../core/ports.ts';

/**
 * What every Records adapter refuses, in one place, so that nothing passes at home that AWS would refuse. The sizes are
 * DynamoDB's (Service, account and table quotas) with room to spare for what it counts besides: 400 KB an item, 100 writes
 * and 4 MB a transaction, 2,048 bytes of partition key, 1,024 of sort key.
 */
export const limits = {
  itemBytes: 300 * 1024,
  writes: 100,
  transactionBytes: 3 * 1024 * 1024,
  partitionKeyBytes: 2048,
  sortKeyBytes: 1024,
  depth: 200,
} as const;

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');
const named = (key: Key): string => JSON.stringify(`${key.pk} ${key.sk}`.slice(0, 200));

export const keyOf = (write: Write): Key =>
  'put' in write ? write.put : 'remove' in write ? write.remove : write.check;

/** Throws TooLarge or Impossible (the caller's data), Bug (a revision that does not follow its condition). */
export function checkWrites(writes: readonly Write[]): void {
  if (writes.length > limits.writes) {
    throw new Fault(
      'TooLarge',
      `${writes.length} writes in one transaction, at most ${limits.writes} are taken`,
      'Write fewer records at once.',
    );
  }
  const seen = new Set<string>();
  let total = 0;
  for (const write of writes) {
    const key = keyOf(write);
    checkKey(key);
    const id = JSON.stringify([key.pk, key.sk]);
    if (seen.has(id)) {
      throw new Fault('Impossible', `${named(key)} is named twice in one transaction`, 'Write each record once.');
    }
    seen.add(id);
    if ('put' in write) total += checkPut(write.put, write.when);
    else checkRevision(key, write.when);
  }
  if (total > limits.transactionBytes) {
    throw new Fault(
      'TooLarge',
      `one transaction of ${total} bytes, at most ${limits.transactionBytes} are taken`,
      'Write fewer records at once, or keep large parts as objects.',
    );
  }
}

export function checkKey(key: Key): void {
  checkPart(key.pk, 'pk', limits.partitionKeyBytes);
  checkPart(key.sk, 'sk', limits.sortKeyBytes);
}

/** `part` is a key, or what stands for one in a question: an index's key, where to go on. */
export function checkPart(value: string, part: string, atMost: number): void {
  if (typeof value !== 'string' || value === '') {
    throw new Fault('Impossible', `a record was named with an empty ${part}`, 'Give every key at least one character.');
  }
  if (bytesOf(value) > atMost) {
    throw new Fault(
      'TooLarge',
      `${part} of ${bytesOf(value)} bytes, at most ${atMost} are taken`,
      'Use a shorter key.',
    );
  }
  if (!value.isWellFormed()) throw notText(part);
}

export function checkLimit(limit: number | undefined): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new Fault('Bug', `a page of ${limit} records was asked for`, 'Ask for at least one record.');
  }
}

/** The size of the item in bytes of its JSON text. */
function checkPut(item: Item, when: 'absent' | number): number {
  if (item.list !== undefined) checkPart(item.list, 'list', limits.partitionKeyBytes);
  // DynamoDB leaves an item out of an index when one of the index's keys is missing, without a word.
  if (item.list !== undefined || item.order !== undefined) checkPart(item.order ?? '', 'order', limits.sortKeyBytes);
  checkJson(item.body, 0, `the body of ${named(item)}`);
  const size = bytesOf(JSON.stringify(item));
  if (size > limits.itemBytes) {
    throw new Fault(
      'TooLarge',
      `${named(item)} takes ${size} bytes, a record takes at most ${limits.itemBytes}`,
      'Keep the large part as an object and store its hash.',
    );
  }
  checkRevision(item, when);
  const due = when === 'absent' ? 1 : when + 1;
  if (item.rev !== due) {
    throw bug(`${named(item)} is put as revision ${item.rev}, on condition ${when} it must be ${due}`);
  }
  if (!Number.isSafeInteger(item.v) || item.v < 1) throw bug(`${named(item)} has the shape version ${item.v}`);
  return size;
}

function checkRevision(key: Key, when: 'absent' | number): void {
  if (when !== 'absent' && !(Number.isSafeInteger(when) && when > 0)) {
    throw bug(`${named(key)} is written on the condition of revision ${when}`);
  }
}

function checkJson(value: Json | undefined, depth: number, where: string): void {
  if (depth > limits.depth) {
    throw new Fault('TooLarge', `${where} is nested deeper than ${limits.depth}`, 'Store it as text or as an object.');
  }
  // JSON would write null for these, and the reader would find another value than was written.
  if (typeof value === 'number' && !Number.isFinite(value)) throw bug(`${where} holds ${value}, which JSON cannot say`);
  if (typeof value === 'string' && !value.isWellFormed()) throw notText(where);
  if (Array.isArray(value)) {
    for (const item of value) {
      if (item === undefined) throw bug(`${where} holds a list with nothing at one place`);
      checkJson(item, depth + 1, where);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, field] of Object.entries(value)) {
      if (!name.isWellFormed()) throw notText(where);
      checkJson(field, depth + 1, where);
    }
  }
}

const notText = (where: string): Fault =>
  new Fault('Impossible', `${where} holds half a character (a lone surrogate)`, 'Send well-formed Unicode text.');
const bug = (says: string): Fault =>
  new Fault('Bug', says, 'This is a defect of Mendgate. Please report it with the log line.');
