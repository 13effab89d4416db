import type { Json } from '../../contracts/json.ts';
import type { Item } from '../../core/ports.ts';

/**
 * An item as attributes. The body is one attribute of JSON text: DynamoDB's own maps would change what is stored (numbers
 * of 38 digits below 1e126, 32 levels, no ""-named field in older regions' tools), and nothing ever asks for a part of it.
 */
export type Attributes = Record<string, unknown>;

/**
 * `write` names this one attempt to write. When an answer got lost, the SDK sends the request again and is told that the
 * condition failed; the name shows that it failed on our own first attempt.
 */
export const attributesOf = (item: Item, write: string): Attributes => ({
  pk: item.pk,
  sk: item.sk,
  type: item.type,
  v: item.v,
  rev: item.rev,
  ...(item.list === undefined ? {} : { list: item.list }),
  ...(item.order === undefined ? {} : { order: item.order }),
  body: JSON.stringify(item.body),
  write,
});

/** Answers come unmarshalled; what an exception carries comes as `{ S } | { N }`. */
export function itemOf(attributes: Attributes): Item {
  const text = (name: string): string | undefined => {
    const value = attributes[name];
    return typeof value === 'string' ? value : (value as { S?: string } | undefined)?.S;
  };
  const number = (name: string): number => {
    const value = attributes[name];
    return typeof value === 'number' ? value : Number((value as { N?: string } | undefined)?.N);
  };
  const list = text('list');
  const order = text('order');
  return {
    pk: text('pk') ?? '',
    sk: text('sk') ?? '',
    type: text('type') ?? '',
    v: number('v'),
    rev: number('rev'),
    ...(list === undefined ? {} : { list }),
    ...(order === undefined ? {} : { order }),
    // Our own text: written by `attributesOf` from an item that passed the limits.
    body: JSON.parse(text('body') ?? '{}') as { [key: string]: Json },
  };
}

export const writeNameOf = (attributes: Attributes): unknown => {
  const value = attributes.write;
  return typeof value === 'string' ? value : (value as { S?: string } | undefined)?.S;
};
