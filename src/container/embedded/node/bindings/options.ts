// internalBinding('options'): the values of node's command line options (src/node_options.cc).
import type { BindingFactory } from '../environment.ts';

export const options: BindingFactory = (env) => ({
  getCLIOptionsValues: () => Object.assign(Object.create(null) as object, env.options.optionValues),
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
