// Finds a Chromium for tests and benchmarks; installs Debian's when there is none and that is possible. Playwright's
// own download is the last resort: it is large, and machines that test are often kept from the internet.
import { chromium } from '@playwright/test';
import { attempt, canInstall, chosenBrowser, installPackage, isExecutable, placesInPath } from './installed.ts';

/** Names under which Chromium-based browsers stand in PATH, the plainest first. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Where browsers are installed on systems that don't put them in PATH. */
const INSTALLED = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

const HOW_TO_HELP =
  'Install Chromium or Chrome, or set BACKLOT_CHROMIUM to the path of one, or run `npx playwright install chromium`, then try again.';

const isRoot = process.getuid?.() === 0;

/**
 * What every launch needs. As root Chromium refuses to start with its sandbox; the rest keeps it off the network, which
 * makes tests the same everywhere.
 */
export const CHROMIUM_ARGS: readonly string[] = [
  ...(isRoot ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Looks for a browser: BACKLOT_CHROMIUM, then PATH, then the usual places, then Playwright's own.
 * @returns its path, or undefined
 * @throws when BACKLOT_CHROMIUM names something that can't be run
 */
export function findChromium(): string | undefined {
  return chosenBrowser('BACKLOT_CHROMIUM') ?? [...placesInPath(COMMANDS), ...INSTALLED, chromium.executablePath()].find(isExecutable);
}

/**
 * A browser, installed if need be.
 * @param log told before anything is installed
 * @returns its path
 * @throws when there is none and none could be installed; the message says what to do
 */
export function ensureChromium(log: (line: string) => void = console.log): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstall()) {
    log("No Chromium found: installing Debian's ...");
    installPackage('chromium');
  } else {
    log("No Chromium found: fetching Playwright's ...");
    attempt('npx', ['playwright', 'install', 'chromium']);
  }
  const installed = findChromium();
  if (installed === undefined) throw new Error(`No Chromium was found, and installing one failed. ${HOW_TO_HELP}`);
  return installed;
}
