// esbuild for what is bundled apart from the page (the container's scripts, the shell), and the list of the files that such bundles carry: the
// licences of their packages belong into THIRD-PARTY-NOTICES.txt, too.
import { resolve } from 'node:path';
import { build, type BuildOptions, type OutputFile } from 'esbuild';

const carried = new Set<string>();

/**
 * Bundles as esbuild's `build` does, and notes what the bundle carries.
 * @returns the bundle's files, which are not written
 * @throws as esbuild does
 */
export async function bundleApart(options: BuildOptions): Promise<readonly OutputFile[]> {
  const { metafile, outputFiles } = await build({ ...options, write: false, metafile: true });
  for (const { inputs } of Object.values(metafile.outputs)) {
    // What tree shaking left nothing of is not carried.
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) carried.add(resolve(path));
  }
  return outputFiles;
}

/** Absolute paths of the files that the bundles of this run are made of. */
export function filesOfBundles(): ReadonlySet<string> {
  return carried;
}
