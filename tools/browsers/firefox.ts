// Finds a Firefox for the journeys that are made in it too: BACKLOT_FIREFOX, then PATH. As root on Debian it is installed when there is none.
import { canInstall, chosenBrowser, installPackage, isExecutable, placesInPath } from './installed.ts';

const COMMANDS = ['firefox-esr', 'firefox'];

/** @returns its path, or undefined @throws when BACKLOT_FIREFOX names something that can't be run */
export function findFirefox(): string | undefined {
  return chosenBrowser('BACKLOT_FIREFOX') ?? placesInPath(COMMANDS).find(isExecutable);
}

/** A Firefox, installed where that is possible without asking. @returns its path, or undefined: the journeys in Firefox are skipped then */
export function ensureFirefox(log: (line: string) => void = console.log): string | undefined {
  const found = findFirefox();
  if (found !== undefined || !canInstall()) return found;
  log("No Firefox found: installing Debian's ...");
  installPackage('firefox-esr');
  return findFirefox();
}
