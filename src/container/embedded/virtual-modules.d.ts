/** Addresses of the embedded container's parts, made by tools/node-library/vite-plugin.ts. */
declare module 'virtual:embedded-parts' {
  export const embeddedParts: { readonly library: string; readonly process: string; readonly kernel: string; readonly llhttp: string; readonly typescript: string; readonly sqlite: string; readonly brotli: string; readonly crypto: string; readonly zlib: string; readonly http2: string; readonly shell: string; readonly postgresProcess: string; readonly postgres: string; readonly postgresBytes: number; readonly nodeVersion: string };
}
