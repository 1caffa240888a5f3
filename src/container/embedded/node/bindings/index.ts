// Every internalBinding that is implemented, by its name. Bindings that are not listed exist as throwing stubs, made from
// their shapes (../shapes.ts).
import type { BootstrapHooks } from '../bootstrap.ts';
import type { Environment } from '../environment.ts';
import type { Binding } from '../shapes.ts';
import { asyncContextFrame } from './async_context_frame.ts';
import { asyncWrap } from './async_wrap.ts';
import { blob } from './blob.ts';
import { blockList } from './block_list.ts';
import { buffer } from './buffer.ts';
import { builtins } from './builtins.ts';
import { caresWrap } from './cares_wrap.ts';
import { cjsLexer } from './cjs_lexer.ts';
import { config } from './config.ts';
import { contextify } from './contextify.ts';
import { credentials } from './credentials.ts';
import { diagnosticsChannel } from './diagnostics_channel.ts';
import { encodingBinding } from './encoding_binding.ts';
import { errors } from './errors.ts';
import { fs } from './fs.ts';
import { fsDir } from './fs_dir.ts';
import { fsEventWrap } from './fs_event_wrap.ts';
import { heapUtils } from './heap_utils.ts';
import { httpParser } from './http_parser.ts';
import { icu } from './icu.ts';
import { inspector } from './inspector.ts';
import { internalOnlyV8 } from './internal_only_v8.ts';
import { ipcSerdes } from './ipc_serdes.ts';
import { jsStream } from './js_stream.ts';
import { messaging } from './messaging.ts';
import { mksnapshot } from './mksnapshot.ts';
import { moduleWrap } from './module_wrap.ts';
import { modules } from './modules.ts';
import { options } from './options.ts';
import { os } from './os.ts';
import { performance } from './performance.ts';
import { permission } from './permission.ts';
import { pipeWrap } from './pipe_wrap.ts';
import { processMethods } from './process_methods.ts';
import { processWrap } from './process_wrap.ts';
import { report } from './report.ts';
import { serdes } from './serdes.ts';
import { signalWrap } from './signal_wrap.ts';
import { spawnSync } from './spawn_sync.ts';
import { sqlite } from './sqlite.ts';
import { streamWrap } from './stream_wrap.ts';
import { stringDecoder } from './string_decoder.ts';
import { symbols } from './symbols.ts';
import { taskQueue } from './task_queue.ts';
import { tcpWrap } from './tcp_wrap.ts';
import { timers } from './timers.ts';
import { traceEvents } from './trace_events.ts';
import { ttyWrap } from './tty_wrap.ts';
import { types } from './types.ts';
import { udpWrap } from './udp_wrap.ts';
import { url } from './url.ts';
import { urlPattern } from './url_pattern.ts';
import { util } from './util.ts';
import { uv } from './uv.ts';
import { v8 } from './v8.ts';
import { wasmWebApi } from './wasm_web_api.ts';
import { worker } from './worker.ts';

type HookedFactory = (env: Environment, hooks: BootstrapHooks) => Binding;

/** Binding name -> what makes it. Those that the bootstrap reads from also get its hooks. */
export const bindings: Readonly<Record<string, HookedFactory>> = {
  async_context_frame: asyncContextFrame,
  async_wrap: asyncWrap,
  blob,
  block_list: blockList,
  buffer,
  builtins,
  cares_wrap: caresWrap,
  cjs_lexer: cjsLexer,
  config,
  contextify,
  credentials,
  crypto: (env) => env.lateParts.binding('crypto', 'crypto')(env),
  diagnostics_channel: diagnosticsChannel,
  encoding_binding: encodingBinding,
  errors,
  fs,
  fs_dir: fsDir,
  fs_event_wrap: fsEventWrap,
  heap_utils: heapUtils,
  http2: (env) => env.lateParts.binding('http2', 'http2')(env),
  http_parser: httpParser,
  icu,
  inspector,
  internal_only_v8: internalOnlyV8,
  ipc_serdes: ipcSerdes,
  js_stream: jsStream,
  messaging,
  mksnapshot,
  module_wrap: moduleWrap,
  modules,
  options,
  os,
  performance,
  permission,
  pipe_wrap: pipeWrap,
  process_methods: processMethods,
  process_wrap: processWrap,
  report,
  serdes,
  signal_wrap: signalWrap,
  spawn_sync: spawnSync,
  sqlite,
  // Nobody else pipes streams within C++.
  stream_pipe: (env) => ({ StreamPipe: env.internalBinding('http2')['StreamPipe'] }),
  stream_wrap: streamWrap,
  string_decoder: stringDecoder,
  symbols,
  task_queue: taskQueue,
  tcp_wrap: tcpWrap,
  tls_wrap: (env) => env.lateParts.binding('crypto', 'tls_wrap')(env),
  timers,
  trace_events: traceEvents,
  tty_wrap: ttyWrap,
  types,
  udp_wrap: udpWrap,
  url,
  url_pattern: urlPattern,
  util,
  uv,
  v8,
  wasm_web_api: wasmWebApi,
  worker,
  zlib: (env) => env.lateParts.binding('zlib', 'zlib')(env),
};
