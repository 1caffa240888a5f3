// Where a container's Postgres is found, and how programs are told.

/** Any password does. */
export const DATABASE = { host: 'localhost', port: 5432, user: 'postgres', password: 'postgres', name: 'postgres' } as const;

/** What programs find in their environment (https://www.postgresql.org/docs/18/libpq-envars.html): `new Pool()` of `pg` needs nothing else. */
export const DATABASE_ENVIRONMENT = databaseEnvironment(DATABASE.port);

/** The same for a Postgres that listens elsewhere. */
export function databaseEnvironment(port: number): Readonly<Record<string, string>> {
  const { host, user, password, name } = DATABASE;
  return {
    DATABASE_URL: `postgres://${user}:${password}@${host}:${port}/${name}`,
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: name,
  };
}
