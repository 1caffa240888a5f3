// What must not wait for the page's own script. Served as it is and loaded before that script.
(() => {
  let settings = {};
  try {
    settings = JSON.parse(localStorage.getItem('backlot.settings') ?? '{}');
  } catch {
    // Storage is denied or holds something else: what the system and the course say then.
  }

  // The theme is set before anything is painted, so that a reload in the dark does not flash white; src/app/settings.ts writes what is read here.
  const theme = settings.theme ?? 'system';
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';

  // The lesson that will be opened is fetched beside the scripts that open it (src/main.tsx, which knows better, but later). The build lists where each lesson is.
  try {
    const files = JSON.parse(document.getElementById('lesson-files').textContent);
    const asked = decodeURIComponent(location.hash.replace(/^#\/?/, '').split('?')[0]);
    const lesson = document.createElement('link');
    lesson.rel = 'modulepreload';
    lesson.href = files[asked] ?? files[settings.lesson] ?? Object.values(files)[0];
    document.head.append(lesson);
  } catch {
    // An address that is no lesson's, or the page of `npm run dev`, which has no such list: main.tsx fetches what there is.
  }
})();
