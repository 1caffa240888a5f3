// A thousand timers of random delays fire in the order of their due times.
const due = [];
let seed = 7;
const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
const fired = [];
const delays = Array.from({ length: 1000 }, () => 1 + Math.floor(random() * 40));
let left = delays.length;
for (const delay of delays) {
  setTimeout(() => {
    fired.push(delay);
    if (--left === 0) console.log(fired.length, fired.every((value, i) => i === 0 || value >= fired[i - 1]));
  }, delay);
}
