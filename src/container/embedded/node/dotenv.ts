// The .env parser: util.parseEnv, process.loadEnvFile, --env-file. Follows Dotenv::ParseContent (src/node_dotenv.cc).

const trimSpaces = (text: string): string => text.replace(/^[ \t\n]+/, '').replace(/[ \t\n]+$/, '');

/** The variables of a .env file, sorted by name as Node's std::map has them; a later one of the same name wins. */
export function parseDotenv(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  let content = trimSpaces(text.replaceAll('\r', ''));
  /** drops everything up to the end of the line that contains `from` */
  const dropLine = (from: number): void => {
    const newline = content.indexOf('\n', from);
    content = newline < 0 ? '' : content.slice(newline + 1);
  };

  while (content !== '') {
    if (content[0] === '\n' || content[0] === '#') {
      dropLine(0);
      continue;
    }
    const separator = content.search(/[=\n]/);
    if (separator < 0) break;
    if (content[separator] === '\n') {
      content = trimSpaces(content.slice(separator + 1));
      continue;
    }
    let key = trimSpaces(content.slice(0, separator));
    content = content.slice(separator + 1);
    if (content === '' || content[0] === '\n') {
      variables.set(key, '');
      content = content.slice(1);
      continue;
    }
    if (key === '') continue;
    if (key.startsWith('export ')) key = trimSpaces(key.slice('export '.length));
    content = trimSpaces(content);
    if (content === '') {
      variables.set(key, '');
      break;
    }

    const quote = content[0] as string;
    if (quote === '"' || quote === "'" || quote === '`') {
      const closing = content.indexOf(quote, 1);
      if (closing >= 0) {
        const value = content.slice(1, closing);
        variables.set(key, quote === '"' ? value.replaceAll('\\n', '\n') : value);
        dropLine(closing + 1);
        continue;
      }
      // An unclosed quote belongs to the value, which ends with its line.
      const newline = content.indexOf('\n');
      variables.set(key, newline < 0 ? content : content.slice(0, newline));
      dropLine(0);
      continue;
    }
    const newline = content.indexOf('\n');
    const line = newline < 0 ? content : content.slice(0, newline);
    const comment = line.indexOf('#');
    variables.set(key, trimSpaces(comment < 0 ? line : line.slice(0, comment)));
    dropLine(0);
  }
  return new Map([...variables].sort(([a], [b]) => (a < b ? -1 : 1)));
}
