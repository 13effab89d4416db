import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { asRefusal } from '../server/ask.ts';
import { shownLine } from '../view/shown-text.ts';

export interface Notice {
  type: 'success' | 'info' | 'warning' | 'error';
  header: string;
  content?: ReactNode;
}
interface Notices {
  items: readonly FlashbarProps.MessageDefinition[];
  tell(notice: Notice): void;
  /** What was refused, with what to do about it. */
  tellRefusal(what: string, thrown: unknown): void;
}

const Context = createContext<Notices | undefined>(undefined);
const goodNewsMs = 8000;
const most = 5;

export function NoticesProvider({ children }: { children: ReactNode }): ReactNode {
  const [items, setItems] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const serial = useRef(0);
  const dismiss = useCallback((id: string) => setItems((all) => all.filter((item) => item.id !== id)), []);
  const tell = useCallback(
    ({ type, header, content }: Notice) => {
      serial.current += 1;
      const id = `notice-${serial.current}`;
      const item: FlashbarProps.MessageDefinition = {
        id,
        type,
        header,
        content,
        dismissible: true,
        dismissLabel: 'Dismiss',
        onDismiss: () => dismiss(id),
        statusIconAriaLabel: type,
      };
      setItems((all) => [item, ...all].slice(0, most));
      // Bad news stays until somebody has read it.
      if (type === 'success' || type === 'info') setTimeout(dismiss, goodNewsMs, id);
    },
    [dismiss],
  );
  const value = useMemo<Notices>(
    () => ({
      items,
      tell,
      tellRefusal: (what, thrown) => {
        const { message, hint } = asRefusal(thrown);
        tell({ type: 'error', header: what, content: `${shownLine(message)}. ${shownLine(hint)}` });
      },
    }),
    [items, tell],
  );
  return <Context value={value}>{children}</Context>;
}

export function useNotices(): Notices {
  const notices = useContext(Context);
  if (notices === undefined) throw new Error('no place for notices');
  return notices;
}
