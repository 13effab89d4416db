import Link, { type LinkProps } from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { navigate } from 'wouter/use-browser-location';

interface FollowEvent {
  preventDefault(): void;
  detail: { href?: string | undefined; external?: boolean | undefined };
}
/** Follows a link of ours without loading the page anew; the browser does the rest (new tabs, other buttons). */
export function follow(event: FollowEvent): void {
  const { href, external } = event.detail;
  if (href === undefined || external === true || !href.startsWith('/')) return;
  event.preventDefault();
  navigate(href);
}

export const Go = ({ href, children, ...rest }: LinkProps & { href: string; children: ReactNode }): ReactNode => (
  <Link {...rest} href={href} onFollow={follow}>
    {children}
  </Link>
);
