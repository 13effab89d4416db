import { useEffect, useRef } from 'react';

export type Keys = Readonly<Record<string, () => void>>;

/**
 * Plain keys, and Ctrl or Cmd with K. What belongs to the browser stays the browser's: nothing here keeps anybody from loading
 * a page anew or opening a window. Not while somebody types, nor while a dialog asks.
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const name = nameOf(event);
      const act = name === undefined ? undefined : latest.current[name];
      if (act === undefined || event.defaultPrevented) return;
      const { activeElement } = document;
      const typing = activeElement?.matches('input, textarea, select, [contenteditable]') === true;
      if ((typing && name !== 'mod+k') || document.querySelector('[role=dialog]') !== null) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}

function nameOf({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): string | undefined {
  if (altKey) return undefined;
  if (!ctrlKey && !metaKey) return key.toLowerCase();
  return key.toLowerCase() === 'k' ? 'mod+k' : undefined;
}
