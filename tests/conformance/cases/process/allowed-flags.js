// process.allowedNodeEnvironmentFlags: a set that can't be changed and knows flags in several spellings.
const flags = process.allowedNodeEnvironmentFlags;
console.log(flags.size, [...flags].sort().join(' '));
console.log(flags.has('--inspect-brk'), flags.has('max_old_space_size'), flags.has('--require=x'), flags.has('--nope'), flags.has('-r'));
flags.add('--nope');
flags.delete('--require');
flags.clear();
console.log(flags.size, flags.has('--nope'), Object.isFrozen(flags));
