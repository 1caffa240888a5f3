import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FRAME, FrameReader, TO_PAGE, TO_PROGRAM, type Frame } from './frames.ts';

function readAll(pieces: readonly string[]): { frames: Frame[]; text: string } {
  const frames: Frame[] = [];
  let text = '';
  const reader = new FrameReader(TO_PAGE, (frame) => frames.push(frame), (line) => (text += line));
  for (const piece of pieces) reader.push(piece);
  return { frames, text };
}

test('any bytes come through, however the text is cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(2 ** 32 - 1), fc.nat(400), (data, id, cut) => {
      const line = encodeFrame(TO_PAGE, FRAME.data, id, data);
      const { frames } = readAll([line.slice(0, cut), line.slice(cut)]);
      expect(frames).toEqual([{ type: FRAME.data, id, data }]);
    }),
  );
});

test('what is no frame is passed over: other output, an echo of what was sent, a line ending of a terminal, broken base64', () => {
  const frame = encodeFrame(TO_PAGE, FRAME.end, 7).trimEnd();
  const { frames, text } = readAll(['warning: x\n', encodeFrame(TO_PROGRAM, FRAME.open, 1), `${frame}\r\n`, `${TO_PAGE}***\n`]);
  expect(frames.map(({ type, id }) => [type, id])).toEqual([[FRAME.end, 7]]);
  expect(text).toContain('warning: x');
});
