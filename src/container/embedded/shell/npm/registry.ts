// The npm registry: which versions a package has, and their tarballs. The formats are those of
// https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md (abbreviated metadata) and of Subresource
// Integrity for `integrity`.
import { createHash } from 'node:crypto';
import semver from 'semver';
import { NpmError, type Manifest } from './manifest.ts';
import type { Source } from './tree.ts';

interface VersionManifest extends Manifest {
  readonly version: string;
  readonly deprecated?: string;
  readonly hasInstallScript?: boolean;
  readonly dist: { readonly tarball: string; readonly integrity?: string; readonly shasum?: string };
}

interface Packument {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, VersionManifest>>;
}

export interface Picked {
  readonly manifest: VersionManifest;
  readonly source: Source;
}

const ABBREVIATED = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';
const NAME = /^(@[a-z0-9~][a-z0-9-._~]*\/)?[a-z0-9~][a-z0-9-._~]*$/i;

/** `name`, `name@range`, `@scope/name@tag`, `alias@npm:name@range`. @throws NpmError for what is no package of a registry */
export function readSpec(spec: string): { name: string; range: string } {
  const at = spec.indexOf('@', 1);
  const [name, range] = at < 0 ? [spec, ''] : [spec.slice(0, at), spec.slice(at + 1)];
  if (/^(git|git\+\w+|https?|file|github|gist|bitbucket|gitlab):/.test(range || spec) || /^[./~]/.test(spec) || /^[\w.-]+\/[\w.-]+$/.test(spec)) {
    throw new NpmError('EUNSUPPORTEDPROTOCOL', `${spec}: only packages of the registry can be installed in the container`);
  }
  if (!NAME.test(name)) throw new NpmError('EINVALIDPACKAGENAME', `Invalid package name "${name}"`);
  return { name, range };
}

export class Registry {
  readonly #base: string;
  readonly #signal: AbortSignal;
  readonly #packuments = new Map<string, Promise<Packument>>();

  /** @param base its address, for example `http://localhost:4873` */
  constructor(base: string, signal: AbortSignal) {
    this.#base = base.replace(/\/+$/, '');
    this.#signal = signal;
  }

  async #get(path: string, what: string, accept = '*/*'): Promise<Response> {
    const response = await fetch(`${this.#base}/${path}`, { headers: { accept }, signal: this.#signal }).catch((error: unknown): never => {
      this.#signal.throwIfAborted();
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      throw new NpmError(code ?? 'ENETWORK', `request for ${what} failed: ${message}\nThe registry could not be reached: is this machine offline?`);
    });
    if (response.ok) return response;
    const reason = (await response.text().catch(() => '')).slice(0, 200);
    if (response.status === 404) throw new NpmError('E404', `404 Not Found - ${what}\n\n'${what}' is not in this registry.`);
    throw new NpmError(`E${response.status}`, `${response.status} ${response.statusText} - ${what}${reason === '' ? '' : `: ${reason}`}`);
  }

  #packument(name: string): Promise<Packument> {
    let loading = this.#packuments.get(name);
    if (loading === undefined) {
      loading = this.#get(name.replace('/', '%2f'), name, ABBREVIATED).then((response) => response.json() as Promise<Packument>);
      loading.catch(() => {});
      this.#packuments.set(name, loading);
    }
    return loading;
  }

  /**
   * The version that a range asks for: the one tagged `latest` when it fits, else the newest that does.
   * @param preferred a version to take when it fits (a lock file's)
   * @throws NpmError E404, ETARGET, ENETWORK ...
   */
  async pick(name: string, range: string, preferred?: string): Promise<Picked> {
    if (/^(git|git\+\w+|https?|file|link|workspace|github):|^[\w-]+\/[\w.-]+(#|$)/.test(range)) {
      throw new NpmError('EUNSUPPORTEDPROTOCOL', `${name}@${range}: only packages of the registry can be installed in the container`);
    }
    if (range.startsWith('npm:')) {
      const { name: real, range: inner } = readSpec(range.slice('npm:'.length));
      return this.pick(real, inner, preferred);
    }
    const packument = await this.#packument(name);
    const tags = packument['dist-tags'];
    const versions = Object.keys(packument.versions);
    const wanted = range === '' || range === '*' ? 'latest' : range;
    const fits = (version: string | undefined): version is string => version !== undefined && version in packument.versions && (wanted === 'latest' || semver.satisfies(version, wanted, { loose: true }));
    const version = semver.validRange(wanted, { loose: true }) === null
      ? (fits(preferred) && wanted === 'latest' ? preferred : tags[wanted])
      : fits(preferred) ? preferred : fits(tags['latest']) ? tags['latest'] : best(packument, versions, wanted);
    const manifest = version === undefined ? undefined : packument.versions[version];
    if (manifest === undefined) throw new NpmError('ETARGET', `No matching version found for ${name}@${range}.\nThere ${versions.length === 1 ? 'is' : 'are'} ${versions.sort(semver.compareLoose).slice(-5).join(', ')}.`);
    const { tarball, integrity, shasum } = manifest.dist;
    return { manifest, source: { tarball, integrity, shasum } };
  }

  /** A package's tarball, whose hash has been checked. @throws NpmError EINTEGRITY and those of fetching */
  async tarball(name: string, { tarball, integrity, shasum }: Source): Promise<Uint8Array> {
    // The metadata names the registry's own host; from here it is reached by another address.
    const { pathname } = new URL(tarball);
    const at = pathname.indexOf(`/${name}/-/`);
    const path = at < 0 ? pathname.slice(1) : pathname.slice(at + 1);
    const response = await this.#get(path, tarball);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const wrong = checkIntegrity(bytes, integrity, shasum);
    if (wrong !== undefined) throw new NpmError('EINTEGRITY', `Integrity check of ${name} failed: ${wrong}\nWhat came is not what the registry announced; nothing was installed.`);
    return bytes;
  }
}

/** The newest version in a range, one that is not deprecated before one that is. */
function best({ versions }: Packument, names: readonly string[], range: string): string | undefined {
  const good = names.filter((version) => versions[version]?.deprecated === undefined);
  return semver.maxSatisfying(good, range, { loose: true }) ?? semver.maxSatisfying([...names], range, { loose: true }) ?? undefined;
}

/** @returns what is wrong, or undefined */
function checkIntegrity(bytes: Uint8Array, integrity: string | undefined, shasum: string | undefined): string | undefined {
  // The strongest algorithm counts (Subresource Integrity 3.3.4).
  const hashes = (integrity ?? '').split(/\s+/).filter((one) => /^sha(512|384|256|1)-/.test(one));
  for (const algorithm of ['sha512', 'sha384', 'sha256', 'sha1']) {
    const expected = hashes.filter((one) => one.startsWith(`${algorithm}-`)).map((one) => one.slice(algorithm.length + 1).split('?')[0]);
    if (expected.length === 0) continue;
    const actual = createHash(algorithm).update(bytes).digest('base64');
    return expected.includes(actual) ? undefined : `expected ${algorithm}-${expected[0]}, got ${algorithm}-${actual}`;
  }
  if (shasum === undefined) return 'the registry names no hash that can be checked';
  const actual = createHash('sha1').update(bytes).digest('hex');
  return actual === shasum ? undefined : `expected sha1 ${shasum}, got ${actual}`;
}
