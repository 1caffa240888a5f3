// Packs of TypeScript declarations, as tools/packages/types.ts writes them: gzipped JSON, path below the project -> text. Used in the worker.

/** packages/types.json: name of a package, or `node` -> the file beside it that has its types. */
export type TypesManifest = Readonly<Record<string, string>>;

/** Path such as `node_modules/@types/express/index.d.ts` -> text. */
export type TypePack = Readonly<Record<string, string>>;

const loaded = new Map<string, Promise<TypePack>>();

/**
 * Loads the types of some packages; each is asked for once. A package without a pack has none.
 * @param base the address of `packages/`
 * @throws when a file is named but cannot be loaded
 */
export async function loadTypePacks(base: string, names: readonly string[]): Promise<readonly TypePack[]> {
  const response = await fetch(new URL('types.json', base));
  if (!response.ok) throw new Error(`types.json answered ${response.status}`);
  const manifest = (await response.json()) as TypesManifest;
  return Promise.all(
    names.flatMap((name) => {
      const file = manifest[name];
      if (file === undefined) return [];
      const known = loaded.get(file) ?? load(new URL(file, base));
      loaded.set(file, known);
      known.catch(() => loaded.delete(file));
      return [known];
    }),
  );
}

async function load(address: URL): Promise<TypePack> {
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${address.href} answered ${response.status}`);
  return (await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).json()) as TypePack;
}
