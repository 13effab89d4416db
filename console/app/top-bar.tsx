import TopNavigation from '@cloudscape-design/components/top-navigation';
import { type ReactNode, useState } from 'react';
import { follow } from '../parts/go.tsx';
import { PracticeStrip } from '../parts/practice-strip.tsx';
import { useStop } from '../server/queries.ts';
import { shownLine } from '../view/shown-text.ts';
import { KillSwitchDialog } from './kill-switch-dialog.tsx';
import { useLineState, usePaceMs } from './live.tsx';
import { useNotices } from './notices.tsx';
import { usePerson, useSiteFacts } from './person.tsx';
import { mayDecide, useSignOut } from './session.ts';
import { chooseTheme, keptTheme, type Theme } from './theme.ts';

const themes: readonly { id: Theme; text: string }[] = [
  { id: 'system', text: 'As the system has it' },
  { id: 'light', text: 'Light' },
  { id: 'dark', text: 'Dark' },
];
const lines = {
  live: { text: 'Live', icon: 'status-positive', title: 'Changes are shown as they happen' },
  connecting: { text: 'Connecting', icon: 'status-in-progress', title: 'The live line is being opened' },
  closed: { text: 'Polling', icon: 'status-warning', title: 'No live line: asked every few seconds instead' },
} as const;

/** On every page: where you are, whether it is live, whether all running is stopped, who you are. */
export function TopBar(): ReactNode {
  const site = useSiteFacts();
  const me = usePerson();
  const line = lines[useLineState()];
  const stop = useStop(usePaceMs()).data;
  const signOut = useSignOut(site);
  const { tellRefusal } = useNotices();
  const [theme, setTheme] = useState(keptTheme);
  const [asking, setAsking] = useState(false);
  return (
    <>
      <TopNavigation
        identity={{
          href: '/',
          title: 'Mendgate',
          logo: { src: '/icon.svg', alt: '' },
          onFollow: (event) => follow({ preventDefault: () => event.preventDefault(), detail: { href: '/' } }),
        }}
        utilities={[
          {
            type: 'button',
            iconName: line.icon,
            text: line.text,
            title: line.title,
            ariaLabel: `${line.text}: ${line.title}`,
            disableUtilityCollapse: true,
          },
          ...(mayDecide(me) && stop !== undefined
            ? [
                {
                  type: 'button' as const,
                  iconName: stop.stopped ? ('play' as const) : ('status-stopped' as const),
                  text: stop.stopped ? 'Resume' : 'Stop all',
                  ariaLabel: stop.stopped ? 'Let plans run again' : 'Stop all running',
                  onClick: () => setAsking(true),
                },
              ]
            : []),
          {
            type: 'menu-dropdown',
            iconName: 'settings',
            text: 'Theme',
            ariaLabel: 'Theme',
            items: themes.map(({ id, text }) => ({ id, text: id === theme ? `${text} ✓` : text })),
            onItemClick: ({ detail }) => {
              const next = themes.find(({ id }) => id === detail.id)?.id ?? 'system';
              chooseTheme(next);
              setTheme(next);
            },
          },
          {
            type: 'menu-dropdown',
            iconName: 'user-profile',
            text: shownLine(me.name, 40),
            description: `${shownLine(me.id, 60)} · ${me.roles.join(', ')}`,
            items: [{ id: 'out', text: 'Sign out' }],
            onItemClick: () => void signOut().catch((thrown) => tellRefusal('You are still signed in', thrown)),
          },
        ]}
      />
      <PracticeStrip site={site} />
      {asking && stop !== undefined && <KillSwitchDialog stopped={stop.stopped} onClose={() => setAsking(false)} />}
    </>
  );
}
