// Keyboard shortcuts: what they match and how they are written. `ctrl` means the Command key on Apple's machines.
export interface Shortcut {
  /** KeyboardEvent.key, letters in lower case */
  readonly key: string;
  readonly ctrl?: boolean;
  readonly shift?: boolean;
  readonly alt?: boolean;
}

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** Whether a key press is a shortcut. @param apple whether Command stands for Control */
export function matchesShortcut(shortcut: Shortcut, event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>, apple = isApple): boolean {
  const main = apple ? event.metaKey : event.ctrlKey;
  const other = apple ? event.ctrlKey : event.metaKey;
  // With Alt, some layouts give another character: the key's place then decides for digits.
  const key = shortcut.alt === true && /^\d$/.test(shortcut.key) ? event.code === `Digit${shortcut.key}` : event.key.toLowerCase() === shortcut.key.toLowerCase();
  return key && main === (shortcut.ctrl ?? false) && !other && event.shiftKey === (shortcut.shift ?? false) && event.altKey === (shortcut.alt ?? false);
}

/** The keys of a shortcut as they are printed on the keyboard. */
export function keysOf(shortcut: Shortcut, apple = isApple): readonly string[] {
  const keys: string[] = [];
  if (shortcut.ctrl) keys.push(apple ? '⌘' : 'Ctrl');
  if (shortcut.alt) keys.push(apple ? '⌥' : 'Alt');
  if (shortcut.shift) keys.push(apple ? '⇧' : 'Shift');
  keys.push(shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key);
  return keys;
}
