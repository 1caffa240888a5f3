// `node --run <script>`: runs a script of the nearest package.json (src/node_task_runner.cc).

/** What stands at the place of `--eval`, as text, so that it uses nothing from outside itself: a program for Node that is given the name of the script and the arguments after `--`. */
function runTask(name: string, given: readonly string[]): void {
  const fs = process.getBuiltinModule('node:fs');
  const path = process.getBuiltinModule('node:path');
  const { spawn } = process.getBuiltinModule('node:child_process');
  const fail = (message: string): void => {
    fs.writeSync(2, `${message}\n`);
    process.exitCode = 1;
  };
  const bins: string[] = [];
  let folder = process.cwd();
  for (;;) {
    bins.push(path.join(folder, 'node_modules', '.bin'));
    if (fs.existsSync(path.join(folder, 'package.json'))) break;
    const parent = path.dirname(folder);
    if (parent === folder) return fail(`Can't find package.json for directory ${process.cwd()}\n`);
    folder = parent;
  }
  const file = path.join(folder, 'package.json');
  let scripts: Readonly<Record<string, unknown>> | undefined;
  try {
    ({ scripts } = JSON.parse(fs.readFileSync(file, 'utf8')) as { scripts?: Record<string, unknown> });
  } catch {
    return fail(`Can't parse ${file}\n`);
  }
  if (typeof scripts !== 'object') return fail(`Can't find "scripts" field in ${file}\n`);
  const command = scripts[name];
  if (typeof command !== 'string') {
    if (command !== undefined) return fail(`Script "${name}" is unexpectedly not a string for ${file}\n`);
    const known = Object.entries(scripts).filter(([, text]) => typeof text === 'string').map(([key, text]) => `  ${key}: ${String(text)}\n`);
    return fail(`Missing script: "${name}" for ${file}\n\nAvailable scripts are:\n${known.join('')}`.trimEnd());
  }
  const quoted = given.map((argument) => (/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`));
  spawn('/bin/sh', ['-c', [command, ...quoted].join(' ')], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, PATH: [...bins, process.env['PATH']].join(path.delimiter), NODE_RUN_SCRIPT_NAME: name, NODE_RUN_PACKAGE_JSON_PATH: file },
  }).once('exit', (code) => {
    process.exitCode = code === 0 ? 0 : 1;
  });
}

/** The program that runs a script. @param args what it is given besides */
export const taskRunner = (name: string, args: readonly string[]): string => `(${runTask.toString()})(${JSON.stringify(name)}, ${JSON.stringify(args)})`;
