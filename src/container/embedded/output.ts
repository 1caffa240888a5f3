// A program's output as streams of text: standard output, standard error, and both in the order they were written.

export interface OutputStreams {
  readonly both: ReadableStream<string>;
  readonly stdout: ReadableStream<string>;
  readonly stderr: ReadableStream<string>;
  write(fd: 1 | 2, bytes: Uint8Array): void;
  close(): void;
}

interface TextSink {
  readonly stream: ReadableStream<string>;
  write(bytes: Uint8Array): void;
  close(): void;
}

/** What a stream that nobody reads may hold before its beginning is dropped, in UTF-16 code units. */
const UNREAD_LIMIT = 4 * 1024 * 1024;

function textSink(enabled: boolean): TextSink {
  const decoder = new TextDecoder();
  let controller: ReadableStreamDefaultController<string> | undefined;
  let dropping = false;
  const stream = new ReadableStream<string>(
    {
      start(given) {
        controller = given;
      },
      cancel() {
        controller = undefined;
      },
    },
    { highWaterMark: UNREAD_LIMIT, size: (chunk) => chunk.length },
  );
  return {
    stream,
    write(bytes) {
      if (controller === undefined || !enabled) return;
      const text = decoder.decode(bytes, { stream: true });
      if (text === '') return;
      // A reader that can't keep up loses text, and is told once that it did.
      if ((controller.desiredSize ?? 0) <= 0) {
        if (!dropping) controller.enqueue('\n[output is faster than it can be shown: some of it was left out]\n');
        dropping = true;
        return;
      }
      dropping = false;
      controller.enqueue(text);
    },
    close() {
      controller?.close();
      controller = undefined;
    },
  };
}

/** @param enabled false: nothing is ever put into the streams */
export function outputStreams(enabled: boolean): OutputStreams {
  const both = textSink(enabled);
  const stdout = textSink(enabled);
  const stderr = textSink(enabled);
  return {
    both: both.stream,
    stdout: stdout.stream,
    stderr: stderr.stream,
    write(fd, bytes) {
      both.write(bytes);
      (fd === 1 ? stdout : stderr).write(bytes);
    },
    close() {
      both.close();
      stdout.close();
      stderr.close();
    },
  };
}
