// internalBinding('config'): what this build of Node has (src/node_config.cc). There is no inspector in a browser worker, no
// tracing agent, no FIPS module.
import type { BindingFactory } from '../environment.ts';

export const config: BindingFactory = () => ({
  hasInspector: false,
  hasTracing: false,
  fipsMode: false,
  getDefaultLocale: () => new Intl.DateTimeFormat().resolvedOptions().locale,
});
