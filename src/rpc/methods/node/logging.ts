import type { LogSwitches } from '../../../util/log-categories.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional } from '../../registry.ts';

/** What this method needs of the node. */
export interface LoggingContext {
  /** The categories of the log. */
  readonly logSwitches: Pick<LogSwitches, 'list' | 'set'>;
}

const names = () => Type.Array(Type.String({ description: 'the valid logging category' }));

/** @param categories - all of them, for the text of help */
export function loggingMethod(categories: readonly string[]) {
  return defineMethod({
    name: 'logging',
    category: 'control',
    description: `Gets and sets the logging configuration.
When called without an argument, returns the list of categories with status that are currently being debug logged or not.
When called with arguments, adds or removes categories from debug logging and return the lists above.
The arguments are evaluated in order "include", "exclude".
If an item is both included and excluded, it will thus end up being excluded.
The valid logging categories are: ${categories.join(', ')}
In addition, "all" and "1" stand for all logging categories.`,
    params: {
      include: optional(names(), 'The categories to add to debug logging'),
      exclude: optional(names(), 'The categories to remove from debug logging'),
    },
    result: Type.Record(
      Type.String(),
      Type.Boolean({ description: 'if being debug logged or not. false:inactive, true:active' }),
      { description: 'keys are the logging categories, and values indicates its status' },
    ),
    errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'there is no such category' }],
    example: [['rpc'], ['http']],
    handler: ({ include = [], exclude = [] }, { logSwitches }: LoggingContext) => {
      const set = (name: string, isOn: boolean) => {
        if (logSwitches.set(name, isOn)) return;
        throw new RpcError('RPC_INVALID_PARAMETER', `unknown logging category ${name}`);
      };
      for (const name of include) set(name, true);
      for (const name of exclude) set(name, false);
      return Object.fromEntries(logSwitches.list());
    },
  });
}
