// Before anything is painted: the kept theme, so that no page flashes white at night. Plain and blocking on purpose.
(() => {
  // Parsers are not compiled on the fly: our policy allows no code made from text. Read by zod as it loads.
  globalThis.__zod_globalConfig = { jitless: true };
  let kept = null;
  try {
    kept = localStorage.getItem('mendgate.theme');
  } catch {
    // Storage may be closed to us; the system's wish is followed then.
  }
  const dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.body.classList.toggle('awsui-dark-mode', dark);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
})();
