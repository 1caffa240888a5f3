// internalBinding('options'): the values of node's command line options (src/node_options.cc): those of a plain `node`, as
// dumped from the pinned binary.
import type { BindingFactory } from '../environment.ts';

export const options: BindingFactory = (env) => ({
  getCLIOptionsValues: () => Object.assign(Object.create(null) as object, env.facts.cliOptions, { '--expose-internals': false }),
  getCLIOptionsInfo: () => ({
    options: new Map(
      env.facts.cliOptionsInfo.map(([name, envVarSettings, type, helpText, defaultIsTrue]) => [
        name,
        Object.assign(Object.create(null) as object, { helpText, envVarSettings, type, defaultIsTrue }),
      ]),
    ),
    aliases: new Map(env.facts.cliAliases.map(([name, expansion]) => [name, [...expansion]])),
  }),
  getEmbedderOptions: () => ({ ...env.facts.embedderOptions }),
  getOptionsAsFlags: () => [],
  getEnvOptionsInputType: () => new Map(),
  getNamespaceOptionsInputType: () => new Map(),
});
