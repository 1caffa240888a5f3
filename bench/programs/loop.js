// Nanoseconds a step of the event loop: each kind of callback schedules the next one, many times over. The same file runs
// under native Node and in the container.
const STEPS = 20_000;
const kinds = {
  immediate: (next) => setImmediate(next),
  tick: (next) => process.nextTick(next),
  microtask: (next) => queueMicrotask(next),
};

function chain(schedule) {
  return new Promise((resolve) => {
    let left = STEPS;
    const began = performance.now();
    const step = () => {
      if (--left > 0) schedule(step);
      else resolve(((performance.now() - began) * 1e6) / STEPS);
    };
    schedule(step);
  });
}

async function main() {
  const medians = {};
  for (const [kind, schedule] of Object.entries(kinds)) {
    const runs = [];
    for (let run = 0; run < 7; run++) runs.push(await chain(schedule));
    medians[kind] = Math.round(runs.sort((a, b) => a - b)[3]);
  }
  console.log(`STEPS ${JSON.stringify(medians)}`);
}

main();
