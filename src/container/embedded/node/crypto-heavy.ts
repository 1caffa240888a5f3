// The parts of the crypto binding that are loaded when a program needs them (crypto-loader.ts).
export * from './crypto-ciphers.ts';
export * from './crypto-curves.ts';
export { generateDhDomain } from './crypto-finite-fields.ts';
export * from './crypto-keys.ts';
export { bitLength } from './crypto-primes.ts';
export * from './crypto-rsa.ts';
export * from './crypto-signatures.ts';
export { bigintToBytes, bytesToBigint, writePem } from './der.ts';
export * from './x509.ts';
export * from './x509-hosts.ts';
export { generalNameText, legacyName, nameText } from './x509-names.ts';
export { buildChain } from './x509-chain.ts';
export { ClientConnection } from './tls/client.ts';
export { GROUPS, groupNamed, SCHEMES, schemeNamed, SUITES } from './tls/suites.ts';
export { ServerConnection } from './tls/server.ts';
export { readSession } from './tls/session.ts';
