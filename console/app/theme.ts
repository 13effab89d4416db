import { applyMode, Mode } from '@cloudscape-design/global-styles';

export type Theme = 'system' | 'light' | 'dark';
const place = 'mendgate.theme';
const darkWish = matchMedia('(prefers-color-scheme: dark)');

/** The kept choice; whoever made none follows the system. Also read by public/first-paint.js. */
export function keptTheme(): Theme {
  try {
    const kept = localStorage.getItem(place);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export function chooseTheme(theme: Theme): void {
  try {
    if (theme === 'system') localStorage.removeItem(place);
    else localStorage.setItem(place, theme);
  } catch {
    // It holds for this page then.
  }
  show(theme);
}

function show(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && darkWish.matches);
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
}

export function startTheme(): void {
  show(keptTheme());
  darkWish.addEventListener('change', () => show(keptTheme()));
}
