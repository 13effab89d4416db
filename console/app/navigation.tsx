import Badge from '@cloudscape-design/components/badge';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useHolds } from '../server/queries.ts';
import { usePaceMs } from './live.tsx';

const places = [
  ['/incidents', 'Incidents'],
  ['/holds', 'Waiting'],
  ['/dead-letters', 'Dead letters'],
  ['/settings', 'Settings'],
  ['/docs', 'API'],
] as const;

/** The parts of the console: beside the page where there is room, above it on a phone. */
export function Navigation(): ReactNode {
  const [path] = useLocation();
  const here = `/${path.split('/')[1] || 'incidents'}`;
  const waiting = useHolds(usePaceMs()).data?.length ?? 0;
  return (
    <nav className="mg-nav" aria-label="Parts of the console">
      <ul>
        {places.map(([href, name]) => (
          <li key={href}>
            <Link href={href} aria-current={href === here ? 'page' : undefined}>
              {name}
              {href === '/holds' && waiting > 0 && <Badge color="red">{waiting}</Badge>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
