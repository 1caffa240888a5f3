import { expect, test } from 'vitest';
import { foldersBelow, movedInto, treeOf } from './file-tree.ts';

test('files lie in their folders, each level by name, and empty folders are there too', () => {
  const tree = treeOf(['server.js', 'lib/b.js', 'lib/a.js', 'lib/deep/x.js', 'app.js'], ['views/pages', 'lib']);
  expect(tree.files.map(({ path }) => path)).toEqual(['app.js', 'server.js']);
  expect(tree.folders.map(({ path }) => path)).toEqual(['lib', 'views']);
  expect(tree.folders[0]?.files.map(({ name }) => name)).toEqual(['a.js', 'b.js']);
  expect(foldersBelow(tree)).toEqual(['lib', 'lib/deep', 'views', 'views/pages']);
});

test('what is moved keeps its name', () => {
  expect(movedInto('lib/a.js', 'views/pages')).toBe('views/pages/a.js');
  expect(movedInto('lib/a.js', '')).toBe('a.js');
});
