// What axe-core has to say about a page, in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** The rules of these that look at colours: what else is wrong is wrong in either theme. */
const ABOUT_COLOURS = ['color-contrast', 'link-in-text-block'];

async function complaints(page: Page, within: string | undefined, judged: (builder: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // In one piece within the page: axe's other way opens a page of its own for each look, and no frame of another origin is ours to judge.
  const builder = new AxeBuilder({ page }).setLegacyMode();
  if (within !== undefined) builder.include(within);
  const { violations } = await judged(builder)
    // A tooltip stands in no landmark: it comes and goes with what it explains.
    .exclude('[data-overlay-container]:has([role="tooltip"])')
    // What a preview shows is the program's page, not ours.
    .exclude('#panel-preview iframe')
    .analyze();
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

/**
 * Fails when axe finds something in the theme that is shown.
 * @param where said when it fails
 * @param within the part of the page that is looked at; absent: all of it
 */
export async function expectNoComplaintsAsShown(page: Page, where: string, within?: string): Promise<void> {
  // Monaco, whose theme has just changed, colours its words anew one after the other: what is found must stay to count.
  await expect.poll(() => complaints(page, within, (builder) => builder.withTags(TAGS)), where).toEqual([]);
}

/** Shows the theme that is not shown. The page must follow the system's theme. @returns which one that is */
export async function changeTheme(page: Page): Promise<'light' | 'dark'> {
  const other = (await page.locator('html').getAttribute('data-theme')) === 'dark' ? 'light' : 'dark';
  await page.emulateMedia({ colorScheme: other, reducedMotion: 'reduce' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', other);
  return other;
}

/** Fails when axe finds something, in the theme that is shown or in the other one, which is shown from then on. */
export async function expectNoComplaints(page: Page, where: string, within?: string): Promise<void> {
  await expectNoComplaintsAsShown(page, where, within);
  const other = await changeTheme(page);
  await expect.poll(() => complaints(page, within, (builder) => builder.withRules(ABOUT_COLOURS)), `${where}, ${other}`).toEqual([]);
}
