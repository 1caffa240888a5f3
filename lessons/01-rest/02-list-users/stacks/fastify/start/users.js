// The users, as the program stores them. A database takes the place of this array in a later part.
export const users = [
  {
    id: 1,
    name: 'Ada Lovelace',
    email: 'ada@example.com',
    passwordHash: '$2b$12$Ufw1JYxV5cT4mK0eGmG5UeSv4Fp8VXl1kM6nYV0v0nq0nD2d1c9bW',
  },
  {
    id: 2,
    name: 'Grace Hopper',
    email: 'grace@example.com',
    passwordHash: '$2b$12$0y1dM9sQb7h3mT2rC8wLoeZ5rK1uE6jN4xPqVt3aBsGfHdJkLmOiC',
  },
];
