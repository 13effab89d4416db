import type { ReactNode } from 'react';
import type { EvidenceLine } from '../../src/contracts/evidence.ts';
import { Line } from '../parts/stranger.tsx';

/** What was read and where: each line as it was said, shown as text. */
export const EvidenceLines = ({ evidence }: { evidence: readonly EvidenceLine[] }): ReactNode => (
  <ul className="mg-evidence">
    {evidence.map((line) => (
      <li key={line.id}>
        <code>
          {line.id} · <Line text={line.from} />
        </code>
        <Line text={line.says} most={1000} />
      </li>
    ))}
  </ul>
);
