// Moving between lessons and stacks: the address changes, and the page follows the address.
import { formatRoute } from './route.ts';

/** Goes to a lesson in a stack. */
export function goTo(lesson: string | null, stack: string | null): void {
  if (lesson === null) return;
  location.hash = formatRoute(lesson, stack);
}
