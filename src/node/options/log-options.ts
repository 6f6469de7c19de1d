import { LOG_CATEGORIES } from '../../util/log.ts';
import { isLogCategory } from '../../util/log-categories.ts';
import type { OptionTable, TextRule } from './option-spec.ts';

/** What is written to the log, and where. */

const LOG_CATEGORY: TextRule = {
  matches: isLogCategory,
  expected: `1 for all, 0 for none, or one of ${LOG_CATEGORIES.join(', ')}`,
};

export const LOG_OPTIONS = {
  debug: {
    kind: 'list',
    category: 'log',
    placeholder: 'CATEGORY',
    rule: LOG_CATEGORY,
    bare: '1',
    help: `Write the details of this category to the log, -debug alone those of all: ${LOG_CATEGORIES.join(', ')}.`,
    default: [],
  },
  debugExclude: {
    kind: 'list',
    category: 'log',
    placeholder: 'CATEGORY',
    rule: LOG_CATEGORY,
    bare: '1',
    help: 'Leave this category out again, e.g. -debug -debugexclude=rpc.',
    default: [],
  },
  debugLogFile: {
    kind: 'path',
    category: 'log',
    relativeTo: 'network folder',
    placeholder: 'FILE',
    negatable: true,
    help: 'Where the log is written; -nodebuglogfile writes none.',
    default: 'debug.log',
  },
  logFormat: {
    kind: 'choice',
    category: 'log',
    choices: ['text', 'json'],
    placeholder: 'FORMAT',
    help: 'Write log lines as text for people or as JSON objects for machines.',
    default: 'text',
  },
  logTimeMicros: {
    kind: 'bool',
    category: 'log',
    hidden: true,
    help: 'Write the time of log lines with microseconds.',
    default: false,
  },
  printToConsole: {
    kind: 'bool',
    category: 'log',
    help: 'Write log lines to standard output too, in place of the live status line.',
    default: { text: '1 unless that is a terminal', of: ({ stdoutIsTerminal }) => !stdoutIsTerminal },
    why: 'a terminal shows the live status line',
  },
} as const satisfies OptionTable;
