// Sets the theme before anything is painted, so that a reload in the dark does not flash white. Served as it is and loaded before the page's own
// script; src/app/settings.ts writes what it reads.
(() => {
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem('backlot.settings') ?? '{}').theme ?? 'system';
  } catch {
    // Storage is denied or holds something else: the system's theme then.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
