/** A call's arguments are limited; this many are within every engine's limit. */
const atOnce = 0x2000;

/** Bytes as base64 and back without Node's Buffer: the core runs anywhere. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += atOnce)
    // Not spread: a spread walks an iterator, byte by byte, and each alarm that comes in passes here.
    text += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + atOnce));
  return btoa(text);
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
