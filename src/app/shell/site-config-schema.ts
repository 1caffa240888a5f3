// What each setting of backlot.config.json may be. Loaded only where a site sets more than its title.
import { z } from 'zod';

const text = (what: string) => z.string(`expected ${what}`).min(1, `expected ${what}`);

/** A web address, absolute or relative to the site; nothing that runs (`javascript:`). */
const address = text('a web address').refine((given) => /^https?:\/\//.test(given) || !/^[a-z][a-z\d+.-]*:/i.test(given), 'expected a web address (https://... or a path)');

export const settings = {
  title: text('a text that is not empty'),
  parts: z.array(text('a list of names of parts'), 'expected a list of names of parts, as in ["rest"]').min(1, 'expected at least one part'),
  container: z.enum(['embedded', 'webcontainer'], 'expected "embedded" or "webcontainer"'),
  defaultStack: text('the name of a stack, as in "express"'),
  locale: z.string('expected a language, as in "fr"').regex(/^[a-z]{2,3}(-[A-Za-z\d]+)*$/, 'expected a language, as in "fr"'),
  links: z.array(z.strictObject({ title: text('a text'), url: address }, 'expected { "title": ..., "url": ... }'), 'expected a list of { "title": ..., "url": ... }'),
  stackblitzClientId: text('the client id of an application registered with StackBlitz'),
  npmRegistry: text('the address of a registry').regex(/^https?:\/\/\S+$/, 'expected the address of a registry, as in "https://registry.example.org/"'),
} as const;
