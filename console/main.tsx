import '@cloudscape-design/global-styles/index.css';
import './app/console.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startTheme } from './app/theme.ts';

startTheme();
// Parts of an older console are gone after an update: the page as it is now has them.
addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  location.reload();
});
const place = document.getElementById('console');
if (place === null) throw new Error('the page has no place for the console');
createRoot(place).render(<App />);
