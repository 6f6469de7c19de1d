import { BENCH_OPTIONS } from '../node/options/bench-options.ts';
import { CALL_OPTIONS, CONNECT_OPTIONS } from '../node/options/call-options.ts';
import { helpText } from '../node/options/help-text.ts';
import { NET_OPTIONS } from '../node/options/net-options.ts';
import { NEW_NETWORK_OPTIONS } from '../node/options/new-network-options.ts';
import { NODE_OPTIONS } from '../node/options/node-options.ts';
import type { OptionTable } from '../node/options/option-spec.ts';
import { PAY_OPTIONS } from '../node/options/pay-options.ts';
import type { InformationFlags } from '../node/options/read-config.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../node/options/start-options.ts';
import { packageVersion } from '../node/package-info.ts';
import type { Command } from './command.ts';
import { printLines } from './output.ts';

/** `--help` and `--version`. Help teaches: first what can be done, then the options. */

const DAEMON_HELP = [
  "nonced: a node that validates, stores and mines a chain with Bitcoin's rules, on every core.",
  '',
  'Usage:',
  '  nonced [options]                  start the daemon; Ctrl-C stops it',
  '  nonced call METHOD [params...]    ask a running daemon',
  '  nonced pay ADDRESS AMOUNT         pay from the key that mining pays to',
  '  nonced explain TXHEX              why a transaction is refused, down to the instruction',
  '  nonced newnetwork NAME            make a network of your own',
  '  nonced config [options]           what each option is set to, and who says so',
  '  nonced bench                      how many hashes a second this machine makes, by kernel and threads',
  '  nonced net up 5                   five nodes on this machine, connected and mining, to watch',
  '  nonced help METHOD                what a method does; nonced call help lists them all',
  '',
  'Examples:',
  '  nonced                                    mine cpunet, a network made for CPUs',
  '  nonced call getMiningInfo                 how fast it mines',
  '  nonced call getBlock 30                   block 30',
  '  nonced -regtest                           a test chain on which blocks are made on demand',
  '  nonced -regtest call generateToAddress 101 ADDRESS',
  '  nonced -datadir=/srv/nonced -threads=2 -mineraddress=ADDRESS',
  '',
  'An option is written -name=value, with one dash or two; -noname turns one off. It can also stand in the',
  'environment as NONCED_NAME=value, or in nonced.conf in the datadir as name=value. The flag is stronger than',
  'the environment, the environment stronger than the file.',
];

const CALL_HELP = [
  'nonced call METHOD [params...]: asks a running daemon and prints the answer.',
  '',
  'The daemon says what type a parameter has. Where it may be several, a number, true, false, null, [...] or',
  '{...} is passed as such, anything else as a string; quote twice to pass a number as a string: \'"123"\'.',
  'Options stand before the method.',
  '',
  'Examples:',
  '  nonced call getBlockchainInfo',
  '  nonced call getBlock 30 2',
  '  nonced call -named getBlock blockhash=30 verbosity=2',
  '  nonced call -regtest generateToAddress 101 ADDRESS',
  '  nonced call -stdin submitBlock < block.hex',
  '  nonced call help getBlock                 what a method does',
  '',
  "The exit status is 0, or the error's code without its sign, as with bitcoin-cli.",
];

const PAY_HELP = [
  'nonced pay ADDRESS AMOUNT: pays from the key of a running daemon, to which its mining rewards go.',
  '',
  'The daemon chooses the coins and signs; its words never leave it. You see the amount, the fee and the change,',
  'and are asked before anything is sent. What is sent is exactly what you saw. AMOUNT is in coins, with up to 8',
  'decimals; the fee comes on top. A reward can be spent once it is mature, 20 blocks later on cpunet and 100 on',
  "Bitcoin's networks.",
  '',
  'Examples:',
  '  nonced call getBalance                    what there is to spend',
  '  nonced call getBalances                   and how much has to mature',
  '  nonced pay ADDRESS 0.5',
  '  nonced pay ADDRESS 0.5 -feerate=5         with a higher fee, when blocks are full',
  '  nonced -regtest pay ADDRESS 1.25 -yes     in a script: without asking',
  '  nonced call getDefaultAddress             where others can pay to',
  '',
  'The exit status is 0 once the payment is sent, and 1 where it was not.',
];

const EXPLAIN_HELP = [
  'nonced explain TXHEX: what would become of a transaction if it were submitted, and why. Nothing is sent.',
  '',
  'The daemon makes all checks of its mempool. You see the rule that is broken, in plain words, the input or output',
  'that breaks it, and what would be right. Where a script fails, you see the script with the failing instruction,',
  'and the stack before it.',
  '',
  'Examples:',
  '  nonced explain 0200000001beb62f...',
  '  nonced explain - < transaction.hex        a long one, from a file',
  '  nonced call explainTransaction TXHEX      the same as JSON',
  '  nonced call submitTransaction TXHEX       to send it',
  '',
  'The exit status is 0 where the transaction would be accepted, or is known already, and 1 where it is refused.',
];

const NEW_NETWORK_HELP = [
  'nonced newnetwork NAME: makes a network of your own, with a genesis block that is really mined.',
  '',
  'On a terminal it asks what the network should be like; with any of the options below it asks nothing, and',
  'what they leave out suits them. The network is written to NAME.json in this folder: whoever has the file can',
  'join with nonced -network=NAME.json.',
  '',
  'Examples:',
  '  nonced newnetwork mynet',
  '  nonced newnetwork mynet -targetspacing=60 -bits=1d7fffff -initialsubsidy=50',
];

const CONFIG_HELP = [
  'nonced config [options]: what a daemon with these options would run with, and where each value comes from.',
  '',
  'Nothing is started. What is printed has the form of nonced.conf; passwords are not shown.',
  '',
  'Examples:',
  '  nonced config',
  '  nonced config -regtest -rpcport=8000',
  '  nonced config | grep -v default           only what was set',
];

const BENCH_HELP = [
  'nonced bench: how many hashes a second this machine makes, by kernel and by threads.',
  '',
  'It needs no daemon and no data. A kernel is a way to hash block headers; those that run here are measured, the',
  'others are listed with the reason. Each searches the same headers, and every answer is checked: a kernel that finds',
  'a wrong header, misses one or counts wrong has no rate, and the exit status is 1.',
  '',
  'The column "versions" says how many versions of a header are tried with each nonce. They share a part of the work',
  '(version rolling, also known as AsicBoost), and each is a header of its own. Rows with 1 version are like for like',
  'with miners that roll none.',
  '',
  'Examples:',
  '  nonced bench                              all kernels, on one thread and on more',
  '  nonced bench --seconds 10                 longer, for figures to compare',
  '  nonced bench --kernel avx2 --threads 4    one kernel, on 1 to 4 threads',
  '  nonced bench --svg curve.svg              a picture of hash rate by threads',
  '  nonced bench --json                       for programs; rates are in hashes a second',
  '',
  'Stop a daemon that mines meanwhile, or it takes its share of the cores.',
];

const NET_HELP = [
  'nonced net up [N]: starts N nodes (5 unless said) on this machine, connected with each other, each mining on one',
  'thread, and shows them until Ctrl-C. Then all are stopped, and nothing is left behind unless -datadir says where.',
  '',
  'You see a network at work: who finds a block, how soon the others have it, and what happens when two find one at',
  'the same time: some node gives up its block for the longer chain, a reorganisation. To see a large one:',
  '  s   splits the network in two parts that no longer hear of each other; each goes on with a chain of its own',
  '  j   joins them: all take the chain with more work, and the blocks of the other are given up',
  'Without a terminal the lines "split", "join" and "stop" on standard input do the same.',
  '',
  'Examples:',
  '  nonced net up                             five nodes on a new cpunet',
  '  nonced net up 3 -regtest                  three on regtest: a block every two seconds, without work',
  '  nonced net up 5 -datadir=/tmp/five        keep the chains; the next time they go on',
  '  nonced net up 4 -json                     for programs',
  '  (sleep 60; echo split; sleep 60; echo join; sleep 60; echo stop) | nonced net up',
  '',
  'Each node is a daemon of its own: what is printed at the start says how to ask one with nonced call. The threads',
  'run at low priority; the first blocks come fast, until the difficulty has found the pace of this machine.',
];

interface CommandHelp {
  readonly introduction: readonly string[];
  readonly table: OptionTable;
}

const HELP: Readonly<Record<Exclude<Command, 'help'>, CommandHelp>> = {
  daemon: { introduction: DAEMON_HELP, table: { ...START_OPTIONS, ...NODE_OPTIONS, ...INFORMATION_OPTIONS } },
  call: { introduction: CALL_HELP, table: { ...CALL_OPTIONS, ...START_OPTIONS, ...INFORMATION_OPTIONS } },
  pay: { introduction: PAY_HELP, table: { ...PAY_OPTIONS, ...START_OPTIONS, ...INFORMATION_OPTIONS } },
  explain: {
    introduction: EXPLAIN_HELP,
    table: { ...CONNECT_OPTIONS, ...START_OPTIONS, ...INFORMATION_OPTIONS },
  },
  newnetwork: { introduction: NEW_NETWORK_HELP, table: { ...NEW_NETWORK_OPTIONS, ...INFORMATION_OPTIONS } },
  config: { introduction: CONFIG_HELP, table: { ...START_OPTIONS, ...NODE_OPTIONS, ...INFORMATION_OPTIONS } },
  net: { introduction: NET_HELP, table: { ...NET_OPTIONS, ...INFORMATION_OPTIONS } },
  bench: { introduction: BENCH_HELP, table: { ...BENCH_OPTIONS, ...INFORMATION_OPTIONS } },
};

/** Prints what the flags ask for. @returns true where they asked for something, and the program is done */
export function printInformation(command: keyof typeof HELP, flags: InformationFlags): boolean {
  const withDebug = flags['help-debug'];
  if (flags.version) printLines([`nonced ${packageVersion()}`]);
  else if (flags.help || withDebug) printLines([helpText({ ...HELP[command], withDebug })]);
  return flags.version || flags.help || withDebug;
}
