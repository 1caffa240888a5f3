// The shell's answers beside those of the bash on this machine: the same script, the same files, the same output and exit
// code. Skipped where there is no bash.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from './run.testing.ts';

const GROUPS: Readonly<Record<string, readonly string[]>> = {
  'lists and exit codes': [
    'true && echo yes || echo no', 'false && echo yes || echo no', 'false; echo $?', '! true; echo $?', '! false && echo ok', 'true; false', 'exit 3', '(exit 4); echo $?',
    'nosuchcommand 2>/dev/null; echo $?', './plain.txt 2>/dev/null; echo $?', 'set -e; false; echo unreached', 'set -e; false || true; echo reached', 'set -e; if false; then :; fi; echo reached',
    'set -e; f() { false; echo in; }; f && echo x; echo end', 'set -o pipefail; false | true; echo $?', 'false | true; echo $?', 'true | false; echo $?', 'echo a | cat | wc -l', 'exit 256; echo no',
    'sh -c "exit 7"; echo $?', 'bash -c \'echo "$0" "$1"\' zero one', 'echo hi | sh -c "cat; echo end"', 'false | false | true; echo "${PIPESTATUS[@]}"',
  ],
  'quoting and expansion': [
    'echo "a  b"   c', "echo 'single $x' \"double $HOME\" | sed \"s|$HOME|HOME|\"", 'x="a b"; echo $x "$x"', 'x=" a  b "; echo [$x] "[$x]"', 'echo a\\ b', 'echo "a\\"b"', "echo $'tab\\there'", 'echo "$(echo "nested \\"quotes\\"")"',
    'x=5; echo ${x} ${#x} ${y:-d} ${y-e} ${x:+set} ${y:+no}', 'y=; echo [${y:-d}] [${y-d}]', ': ${z:=assigned}; echo $z', '(: ${q:?message}) 2>/dev/null; echo $?', 'p=/a/b/c.tar.gz; echo ${p##*/} ${p#*/} ${p%.*} ${p%%.*}', 'v=hello; echo ${v/l/L} ${v//l/L} ${v/#h/J} ${v/%o/0}',
    'v=hello; echo ${v:1} ${v:1:3} ${v: -2} ${v:0:-1}', 'v=hello; echo ${v^} ${v^^} ${v^^[el]}', 'v=HELLO; echo ${v,} ${v,,}', 'echo {a,b,c} x{1..3}y {3..1} {a..e..2} {01..03}', 'echo "{a,b}" \'{a,b}\'', 'echo a{b,c{d,e}}f', 'echo $((1+2*3)) $((7/2)) $((-7/2)) $((7%3)) $((2**10)) $((1<<4)) $((5>3)) $((1?2:3))',
    'i=5; echo $((i++)) $i $((++i)) $((i+=2)) $((-i))', 'echo $((0x1f)) $((010)) $((2#101))', 'set -- a "b c" d; echo $# "$1" "$2"; for x in "$@"; do echo "<$x>"; done', 'set -- a "b c"; for x in $*; do echo "<$x>"; done; for x in "$*"; do echo "<$x>"; done', 'set -- 1 2 3; shift; echo "$@"; shift 2; echo "$#"', 'set -- a b c; echo "${@:2}" ${@: -1}',
    'IFS=:; x=a:b::c; for y in $x; do echo "<$y>"; done', 'IFS=,; set -- a b; echo "$*"', 'x=$(printf "a\\n\\n\\n"); echo "[$x]"', 'echo `echo back`', 'x=\'*\'; echo "$x"', 'a=(one "two 2" three); echo ${a[1]} ${#a[@]} "${a[@]}"; a[5]=x; echo ${!a[@]}; a+=(y); echo "${a[*]}"', 'unset nope; echo "${nope[@]}" ${#nope[@]}', 'x=name; name=value; echo ${!x}',
    'echo ~ | sed "s|$HOME|HOME|"', 'x=~/a; echo $x | sed "s|$HOME|HOME|"', 'echo "$#" "$0" | wc -w', 'echo "a$(exit 3)b"; x=$(exit 3); echo $?', 'export A=1; sh -c \'echo $A\'', 'A=2 sh -c \'echo $A\'; echo "[$A]"', 'A=1 B=2; echo $A$B', 'set -u; echo ${nope-fine}; (echo $nope) 2>/dev/null; echo $?', 'readonly R=1; (R=2) 2>/dev/null; echo $?',
    'printf "%s|%5d|%-5s|%05.1f|%x\\n" str 42 left 3.14159 255', 'printf "%s\\n" a b c', 'printf "%b" "a\\tb\\n"', 'echo -n no newline', 'echo -e "a\\tb\\\\c"', 'echo -E "a\\tb"', 'x="a\nb"; echo "$x"', 'echo "${x:-"a b"}" ${x:-\'c d\'}', 'echo $\'\\x41\\u00e9\'', 'echo ünïcödé; x=ünï; echo ${#x}',
  ],
  'patterns and paths': [
    'echo *.txt', 'echo *.nothing', 'echo dir/*', 'echo */', 'echo [ab]*.txt', 'echo ?.txt', 'echo .h*', 'echo "*.txt"', 'echo dir/*/deep*', 'set -f; echo *.txt', 'case hello in h*o) echo match;; *) echo no;; esac', 'case x in a|x) echo either;; esac', 'case "a b" in "a b") echo quoted;; esac',
    'case abc in [!x]bc) echo not;; esac', 'case 5 in [0-9]) echo digit;; esac', 'case Z in [[:upper:]]) echo upper;; esac', 'case a in a) echo 1;& b) echo 2;; c) echo 3;; esac', 'for f in *.txt; do echo "file $f"; done', 'ls dir', 'ls -a dir', 'ls -1 *.txt', 'ls nosuch 2>/dev/null; echo $?', 'x="*.txt"; echo $x',
  ],
  'compound commands': [
    'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done', 'for i in 1 2 3; do [ $i = 2 ] && break; echo $i; done', 'for ((i=0;i<3;i++)); do echo $i; done', 'i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', 'i=0; until [ $i -ge 2 ]; do echo $i; i=$((i+1)); done', 'if [ -f one.txt ]; then echo file; elif true; then echo no; else echo never; fi',
    'f() { echo "args $# $1"; return 3; }; f x y; echo $?', 'f() { local v=in; echo $v; }; v=out; f; echo $v', 'f() { v=changed; }; v=1; f; echo $v', '(v=sub; echo $v); echo "[$v]"', '{ echo a; echo b; } | cat -n', '{ echo a; echo b >&2; } 2>/dev/null', 'while read -r a b; do echo "$b $a"; done < pairs.txt', 'cat pairs.txt | while read x; do echo "[$x]"; done',
    'for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done', '[[ abc == a* ]] && echo yes', '[[ abc == "a*" ]] || echo literal', '[[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[1]}', '[[ 3 -gt 2 && -n x ]] && echo both', '[[ -z "" || a < b ]] && echo or', '((3 > 2)) && echo arith', '((0)) || echo zero', '[ a = a -a b != c ] && echo and', '[ ! -e nosuch ] && echo none',
    'test -d dir && test -s one.txt && echo ok', '[ 1 -eq 01 ] && echo eq', '[ "" ] || echo empty', 'eval "x=5; echo \\$x"', 'x=1; unset x; echo "[${x-unset}]"', 'trap "echo bye" EXIT; echo hi', '(trap "echo sub" EXIT; exit 2); echo $?', 'f() { f() { echo second; }; echo first; }; f; f', '. ./lib.sh; echo $FROM_LIB; lib_function x', 'type cd; command -v echo', 'getopts ab: o -b val; echo $o $OPTARG', 'while getopts "ab:" o -a -b x; do echo $o$OPTARG; done',
    'select_=1; echo $select_', 'wait; echo $?', 'sleep 0.05 & wait $!; echo $?', '(exit 5) & wait $!; echo $?', 'x=$(echo a; echo b >&2) 2>/dev/null; echo $x', 'true & echo started; wait', 'let "x = 2 + 3"; echo $x', 'declare -i n=2+3; echo $n', 'time -p true 2>/dev/null; echo $?', 'echo one; # comment\necho two', 'echo a \\\n b', 'if true; then\n  echo multi\nfi',
  ],
  'redirections and here documents': [
    'echo a > out; cat out', 'echo a > out; echo b >> out; cat out', 'cat < one.txt', 'echo err >&2', 'echo err 2>&1 >/dev/null >&2 2>/dev/null', 'ls nosuch > out 2>&1; wc -l < out', 'cat <<E\nhi $((1+1))\nE', "cat <<'E'\nhi $x\nE", 'cat <<-E\n\ttabbed\n\tE', 'cat <<< "here string"', 'cat <<A; cat <<B\n1\nA\n2\nB', 'exec 3> out; echo three >&3; exec 3>&-; cat out', 'exec 4< one.txt; read line <&4; echo $line', 'echo x > dir 2>/dev/null; echo $?', 'cat < nosuch 2>/dev/null; echo $?',
    'cat /dev/null; head -n 1 /dev/null; echo $?', 'cat < /dev/null; echo $?', 'echo a | tee /dev/null', '(echo a | tee /dev/stderr) 2>&1 | sort', '(echo a > /dev/stderr; echo b >&2) 2>&1 | cat', '(echo a > /dev/stdout; echo b) | cat', '(echo a 2>&1 > /dev/stderr; echo b) 2>/dev/null | cat', 'echo a | head -n 1 /dev/stdin', 'echo a | (cat /dev/stdin; echo b)',
    '> empty; wc -c < empty', 'echo both &> out; cat out', 'for i in 1 2; do echo $i; done > out; cat out', 'f() { echo f; } > out; f; cat out', 'set -C; echo a > fresh; (echo b > fresh) 2>/dev/null; echo $?; cat fresh', 'echo a | tee out | tr a b; cat out', 'x=$(< one.txt); echo "$x"', '(echo out; echo err >&2) 2>&1 | sort', '{ echo 1; } > "with space"; cat "with space"', 'echo hi >&-; echo $?',
  ],
  'commands': [
    'cat one.txt two.txt', 'cat -n one.txt', 'cat nosuch 2>/dev/null; echo $?', 'head -n 2 lines.txt', 'head -1 lines.txt', 'head -c 3 lines.txt', 'tail -n 2 lines.txt', 'tail -n +4 lines.txt', 'tail -c 4 lines.txt', 'wc lines.txt', 'wc -l < lines.txt', 'wc -w lines.txt', 'grep line3 lines.txt', 'grep -c line lines.txt', 'grep -v 3 lines.txt', 'grep -n 4 lines.txt', 'grep -i LINE1 lines.txt', 'grep -q nothing lines.txt; echo $?', 'grep -E "line(1|2)" lines.txt', 'grep -o "[0-9]" lines.txt', 'grep -r line3 dir', 'grep -l line lines.txt one.txt', 'grep x nosuch 2>/dev/null; echo $?',
    'grep -e line1 -e "line[34]" lines.txt', 'grep -v -e 1 -e 2 lines.txt', 'grep -ne 1 -e 4 lines.txt', 'grep -F -e e1 -e "e." -e 3 lines.txt', 'grep -E -e "1|2" -e 4 lines.txt', 'grep --regexp=1 --regexp=3 lines.txt', 'cat lines.txt | grep -ce 1 -e 2', 'grep -m 1 -e 3 -e 2 lines.txt', 'grep -A1 -e 1 -e 4 -- lines.txt', 'fgrep -e 1 -e "[2]" lines.txt',
    'sed s/line/LINE/ lines.txt', 'sed -n 2,3p lines.txt', 'sed -e "1d" -e "s/2/two/" lines.txt', 'sed "s/\\(l\\)\\(i\\)/\\2\\1/" lines.txt', 'sed -E "s/(l)(i)/\\2\\1/g" lines.txt', 'cp lines.txt c; sed -i s/line/x/ c; cat c', 'sort -r lines.txt', 'printf "10\\n9\\n2\\n" | sort -n', 'printf "b\\na\\nb\\n" | sort -u', 'printf "a\\na\\nb\\n" | uniq -c', 'echo a:b:c | cut -d: -f2', 'echo abcdef | cut -c2-4', 'echo hello | tr a-y b-z', 'echo "a  b" | tr -s " "', 'echo abc | tr -d b', 'awk "{print \\$1}" pairs.txt', "awk -F: '{s+=$2} END {print s}' sums.txt", 'seq 3', 'seq 2 2 6', 'basename /a/b.txt .txt', 'dirname /a/b/c', 'echo a b c | xargs -n1 echo x', 'printf "a b\\nc" | xargs', 'ls *.txt | xargs -I{} echo "<{}>"',
    'find . -name "*.txt" | sort', 'find dir -type d | sort', 'find . -maxdepth 1 -type f -name "l*" | sort', 'find dir -name deep.txt -exec cat {} \\;', 'mkdir -p a/b/c && ls -R a', 'mkdir dir 2>/dev/null; echo $?', 'touch new && ls new', 'cp one.txt copy && cat copy', 'cp -r dir dir2 && find dir2 | sort', 'mv one.txt moved && ls one.txt 2>/dev/null; cat moved', 'mv one.txt dir && ls dir', 'rm one.txt && ls one.txt 2>/dev/null; echo $?', 'rm -rf dir && ls', 'rm nosuch 2>/dev/null; echo $?', 'rm -f nosuch; echo $?', 'rmdir dir 2>/dev/null; echo $?', 'ln -s one.txt link && cat link && readlink link', 'chmod +x lib.sh && [ -x lib.sh ] && echo executable', 'chmod 755 run.sh && ./run.sh arg', 'env -i A=1 env', 'env A=1 sh -c \'echo $A\'', 'pwd | sed "s|.*/||" | wc -l', 'cd dir && pwd | sed "s|.*/||"; cd - >/dev/null; ls one.txt', 'cd nosuch 2>/dev/null; echo $?', 'which nosuch; echo $?', 'diff one.txt two.txt > /dev/null; echo $?', 'diff one.txt one.txt; echo $?', 'date -u -d @0 +%Y-%m-%d', 'echo aGk= | base64 -d', 'printf hi | base64', 'printf abc | md5sum', 'printf abc | sha256sum', 'expr 1 + 2', 'timeout 0.1 sleep 5; echo $?', 'yes 2>/dev/null | head -0; echo done', 'rev < one.txt', 'tac lines.txt', 'nl lines.txt', 'paste -sd, lines.txt', 'du -s nosuch 2>/dev/null; echo $?', 'stat -c %s one.txt', 'printf "b,1\\na,2\\n" | sort -t, -k2 -n -r', 'tar cf x.tar dir && tar tf x.tar | sort', 'gzip -c one.txt | gunzip -c', 'printf "%s" "" | wc -c', 'test "$(cat pairs.txt | wc -l)" -eq 2 && echo two',
  ],
};

const bash = spawnSync('bash', ['--version']).status === 0;

function fixture(folder: string): void {
  const files: Readonly<Record<string, string>> = {
    'one.txt': 'one\n', 'two.txt': 'two\n', 'a.txt': 'a\n', 'lines.txt': 'line1\nline2\nline3\nline4\nline5\n', 'pairs.txt': 'a 1\nb 2 3\n', 'sums.txt': 'x:1\ny:20\n', 'plain.txt': 'not a program\n', '.hidden': 'h\n', 'dir/inner.txt': 'line3 inner\n', 'dir/sub/deep.txt': 'deep\n', 'lib.sh': 'FROM_LIB=yes\nlib_function() { echo "lib $1"; }\n', 'run.sh': '#!/bin/sh\necho "ran $1 $#"\n',
  };
  mkdirSync(join(folder, 'dir/sub'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

describe.skipIf(!bash)('as bash', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'backlot-shell-'));
  });
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  }, 60_000);

  for (const [group, scripts] of Object.entries(GROUPS)) {
    describe(group, () => {
      test.each(scripts.map((script) => [script]))('%s', async (script) => {
        const folders = ['theirs', 'ours'].map((name) => {
          const folder = join(mkdtempSync(join(root, 'case-')), name, 'work');
          fixture(folder);
          return folder;
        }) as [string, string];
        const reference = spawnSync('bash', ['--norc', '--noprofile', '-c', script], { cwd: folders[0], input: '', encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folders[0], LC_ALL: 'C.UTF-8' } });
        const own = await runScript(script, { cwd: folders[1] });
        expect({ stdout: own.stdout.replaceAll(folders[1], 'FOLDER'), status: own.status, complains: own.stderr !== '' }).toEqual({ stdout: reference.stdout.replaceAll(folders[0], 'FOLDER'), status: reference.status, complains: reference.stderr !== '' });
        // What is on the disk afterwards is the same, too.
        const tree = (folder: string): string[] => readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => `${entry.isDirectory() ? 'd' : entry.isSymbolicLink() ? 'l' : 'f'} ${entry.parentPath.slice(folder.length)}/${entry.name}`).sort();
        expect(tree(folders[1])).toEqual(tree(folders[0]));
      });
    });
  }
});
