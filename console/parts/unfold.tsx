import { type ReactNode, useState } from 'react';

/** More for whoever wants it: it is not even there before it is unfolded, so that a thousand of them cost nothing. */
export function Unfold({ title, children }: { title: string; children: () => ReactNode }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details className="mg-chained" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children()}
    </details>
  );
}
