// Finds where an XML body ends: at the end tag of its root element. It looks at well-formedness only as far as that needs;
// the body itself is sent and compared as text.
import type { Reader } from './reader.ts';

const NAME = /[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*/uy;
const ATTRIBUTE = /[ \t\r\n]+[\p{L}_:][\p{L}\p{N}\p{M}_:.·-]*[ \t\r\n]*=[ \t\r\n]*(?:"[^"<]*"|'[^'<]*')/uy;
const SPACE = /[ \t\r\n]*/y;
const TEXT = /[^<&]+/y;
const ENTITY = /&(?:#[0-9]+|#x[0-9a-fA-F]+|[\p{L}_:][\p{L}\p{N}_:.-]*);/uy;

function skipTo(reader: Reader, close: string): void {
  const at = reader.text.indexOf(close, reader.index);
  if (at < 0 || at + close.length > reader.end) {
    reader.index = reader.end;
    invalid(reader);
  }
  reader.index = at + close.length;
}

function invalid(reader: Reader): never {
  // What is cut off is wrong at its last character, as in Hurl.
  if (reader.eof) reader.index -= /[\ud800-\udbff].$/s.test(reader.text.slice(0, reader.end)) ? 2 : 1;
  return reader.fail('Parsing XML', 'invalid XML');
}

/** What is wrong in a tag is wrong at the tag's `>`: libxml2, as Hurl feeds it, looks at a tag when it is complete. */
function invalidTag(reader: Reader, start: number): never {
  reader.index = start;
  reader.match(/(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^"'>])*/y);
  return invalid(reader);
}

/** Reads one XML document from its `<` to its root's end. @throws HurlParseError when it is not well-formed */
export function scanXml(reader: Reader): string {
  const start = reader.index;
  const open: string[] = [];
  for (;;) {
    if (reader.eof) invalid(reader);
    if (reader.code() !== 60) {
      // Text, which only stands inside the root; white space may stand around it.
      if (open.length === 0) {
        if (reader.match(SPACE) === '') invalid(reader);
      } else if (reader.match(TEXT) === '' && reader.match(ENTITY) === '') invalid(reader);
      continue;
    }
    if (reader.accept('<!--')) skipTo(reader, '-->');
    else if (reader.accept('<?')) skipTo(reader, '?>');
    else if (open.length > 0 && reader.accept('<![CDATA[')) skipTo(reader, ']]>');
    else if (open.length === 0 && reader.accept('<!DOCTYPE')) {
      reader.match(/[^[>]*/y);
      if (reader.accept('[')) skipTo(reader, ']');
      skipTo(reader, '>');
    } else if (reader.accept('</')) {
      const tag = reader.index;
      const name = reader.match(NAME);
      if (name === '' || name !== open.at(-1)) invalidTag(reader, tag);
      open.pop();
      reader.match(SPACE);
      if (!reader.accept('>')) invalidTag(reader, tag);
      if (open.length === 0) return reader.text.slice(start, reader.index);
    } else {
      const tag = ++reader.index;
      const name = reader.match(NAME);
      if (name === '') invalidTag(reader, tag);
      while (reader.match(ATTRIBUTE) !== '');
      reader.match(SPACE);
      if (reader.accept('/>')) {
        if (open.length === 0) return reader.text.slice(start, reader.index);
      } else if (reader.accept('>')) open.push(name);
      else invalidTag(reader, tag);
    }
  }
}
