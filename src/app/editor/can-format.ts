// Which files Prettier formats here (format.ts); apart from it, so that a command can ask without loading it.

/** Whether files of this name can be formatted. */
export function canFormat(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx|json|md|ya?ml|html|css)$/i.test(path);
}
