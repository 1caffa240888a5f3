// jose: JWS, JWE, JWK, JWKS and JWT with every kind of key, all of it over webcrypto.
import * as jose from 'jose';
const fixed = await new jose.SignJWT({ sub: 'ada' }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(1_700_000_000).setExpirationTime(4_000_000_000).sign(new TextEncoder().encode('a secret that is long enough for HS256'));
console.log(fixed);
for (const alg of ['RS256', 'PS384', 'ES256', 'ES384', 'ES512', 'EdDSA', 'HS512']) {
  const key = alg === 'HS512' ? await jose.generateSecret(alg, { extractable: true }) : undefined;
  const { publicKey, privateKey } = key ? { publicKey: key, privateKey: key } : await jose.generateKeyPair(alg, { extractable: true });
  const token = await new jose.SignJWT({ alg }).setProtectedHeader({ alg, kid: 'one' }).setAudience('case').sign(privateKey);
  const { payload, protectedHeader } = await jose.jwtVerify(token, publicKey, { audience: 'case' });
  console.log(payload, protectedHeader);
  if (key) continue;
  const jwk = await jose.exportJWK(publicKey);
  const set = jose.createLocalJWKSet({ keys: [{ ...jwk, kid: 'one', alg }] });
  console.log(Object.keys(jwk), (await jose.jwtVerify(token, set)).payload.alg, (await jose.calculateJwkThumbprint(jwk)).length);
  const pem = await jose.exportPKCS8(privateKey);
  const again = await new jose.CompactSign(new TextEncoder().encode('text')).setProtectedHeader({ alg }).sign(await jose.importPKCS8(pem, alg));
  console.log(new TextDecoder().decode((await jose.compactVerify(again, await jose.importSPKI(await jose.exportSPKI(publicKey), alg))).payload));
}
for (const [alg, enc] of [['dir', 'A256GCM'], ['A128KW', 'A128CBC-HS256'], ['A256GCMKW', 'A256GCM'], ['PBES2-HS256+A128KW', 'A192GCM'], ['RSA-OAEP-256', 'A256CBC-HS512'], ['ECDH-ES', 'A128GCM'], ['ECDH-ES+A256KW', 'A256GCM']]) {
  const secret = alg.startsWith('PBES2') ? new TextEncoder().encode('a password') : alg === 'dir' ? await jose.generateSecret(enc) : alg.startsWith('A') ? await jose.generateSecret(alg) : undefined;
  const { publicKey, privateKey } = secret ? { publicKey: secret, privateKey: secret } : await jose.generateKeyPair(alg);
  const jwe = await new jose.EncryptJWT({ alg, enc }).setProtectedHeader({ alg, enc }).encrypt(publicKey);
  console.log((await jose.jwtDecrypt(jwe, privateKey, { keyManagementAlgorithms: [alg] })).payload);
}
for (const [token, options] of [[fixed + 'x'], ['a.b'], [fixed, { issuer: 'who' }], [fixed, { algorithms: ['RS256'] }]]) {
  await jose.jwtVerify(token, new TextEncoder().encode('a secret that is long enough for HS256'), options).catch((error) => console.log(error.code, error.message));
}
