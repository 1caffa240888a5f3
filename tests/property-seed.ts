// Property tests try the same values each time, so that what fails fails for everybody. `BACKLOT_SEED=$RANDOM npm run test:unit` tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['BACKLOT_SEED'] ?? 1) });
