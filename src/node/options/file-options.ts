import type { OptionTable } from './option-spec.ts';

/** Where the data are and what may be in them: memory, room on the disk, blocks from files. */

export const FILE_OPTIONS = {
  dbCache: {
    kind: 'int',
    category: 'files',
    unit: 'MiB',
    min: 4,
    max: 16_384,
    help:
      'Memory for the chain: a quarter for the pages of the database, up to a quarter (64 MiB at most) for what is ' +
      'not committed yet in a sync or a reorganisation, the rest for coins. Headers take 0.6 MiB a thousand on top.',
    default: 100,
    why: 'holds all of a young chain; a long sync gains from more',
  },
  diskReserve: {
    kind: 'int',
    category: 'files',
    unit: 'MiB',
    min: 0,
    max: 1_048_576,
    help:
      'Room that stays free on the disk of the data. With less the node refuses what would have to be written, answers ' +
      'everything else, and goes on by itself once there is more.',
    default: 50,
    why: 'Bitcoin Core stops there; what is written is brought into its place within so much',
  },
  pid: {
    kind: 'path',
    category: 'files',
    relativeTo: 'network folder',
    placeholder: 'FILE',
    help: 'Write the number of the process to this file while it runs.',
  },
  loadBlock: {
    kind: 'list',
    category: 'files',
    relativeTo: 'working directory',
    placeholder: 'FILE',
    help:
      "Import the blocks of this file after the start: Bitcoin Core's blk files, unless they are obfuscated, and what " +
      'its linearize writes. What the chain has is left out.',
    default: [],
  },
  stopAfterBlockImport: {
    kind: 'bool',
    category: 'files',
    hidden: true,
    help: 'Stop once the files of -loadblock are imported.',
    default: false,
  },
} as const satisfies OptionTable;
