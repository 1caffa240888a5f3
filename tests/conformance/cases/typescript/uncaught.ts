// A type error of the program ends it as in JavaScript: the line and the caret are those of the TypeScript file.
interface User { name: string }
const users: User[] = [];
function find(name: string): User {
  const user: User | undefined = users.find((u: User): boolean => u.name === name);
  return user!.name as unknown as User;
}
find('nobody');
