CREATE TABLE users (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  password_hash text
);

INSERT INTO users (name, email, password_hash) VALUES
  ('Ada Lovelace', 'ada@example.com', 'scrypt:6f2c1d'),
  ('Grace Hopper', 'grace@example.com', 'scrypt:b81e07');
