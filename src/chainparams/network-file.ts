import { MAX_MONEY } from '../primitives/amount.ts';
import { type Static, Type } from '../util/schema.ts';

/**
 * The form of a network file: a network as data, in JSON. The schema says what each field may look like; whether
 * the fields fit each other is check-network.ts's business, and network.ts makes a Network of them.
 */

const UINT32_MAX = 0xffff_ffff;
const HEIGHT_MAX = 0x7fff_ffff;

const uint32 = (description: string) => Type.Integer({ minimum: 0, maximum: UINT32_MAX, description });
const seconds = (description: string) => Type.Integer({ minimum: 1, maximum: HEIGHT_MAX, description });
const blocks = (description: string) => Type.Integer({ minimum: 1, maximum: HEIGHT_MAX, description });
const height = (description: string) => Type.Integer({ minimum: 0, maximum: HEIGHT_MAX, description });
const satoshis = (description: string) => Type.Integer({ minimum: 0, maximum: MAX_MONEY, description });
const port = (description: string) => Type.Integer({ minimum: 1, maximum: 65_535, description });
const versionByte = (description: string) => Type.Integer({ minimum: 0, maximum: 255, description });
const hexBytes = (count: number, description: string) =>
  Type.String({ pattern: `^[0-9a-fA-F]{${2 * count}}$`, description });
const hexScript = (description: string) => Type.String({ pattern: '^([0-9a-fA-F]{2})+$', description });
const compactTarget = (description: string) =>
  hexBytes(4, `${description}, as 8 hex digits (nBits), e.g. 1d00ffff`);

/** The name is also a folder's. */
const MAX_NAME_LENGTH = 32;

const targetSpacing = seconds('Seconds that one block should take');

const BitcoinRetargetSchema = Type.Object(
  {
    rule: Type.Literal('bitcoin'),
    targetSpacing,
    targetTimespan: seconds('Seconds that a whole period should take, a multiple of targetSpacing'),
    allowMinDifficultyBlocks: Type.Boolean({
      description: 'A block more than two spacings after its parent has the easiest target (test networks)',
    }),
    noRetargeting: Type.Boolean({ description: 'The target never changes (regtest)' }),
    enforceBip94: Type.Boolean({
      description: 'Retarget from the first block of a period, refuse time warps (testnet4)',
    }),
  },
  { additionalProperties: false },
);

const AsertRetargetSchema = Type.Object(
  {
    rule: Type.Literal('asert'),
    targetSpacing,
    halfLife: seconds('Seconds behind the schedule that halve the difficulty'),
    anchor: Type.Object(
      {
        height: height('Height of the block from which the schedule counts'),
        bits: compactTarget('Its target'),
        parentTime: uint32(
          'Time of its parent in seconds since 1970; for the genesis block, what it would be',
        ),
      },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
);

const AsertRelativeRetargetSchema = Type.Object(
  {
    rule: Type.Literal('asert-relative'),
    targetSpacing,
    halfLife: seconds('Seconds that a block must be late to halve the difficulty; at most so many count'),
  },
  { additionalProperties: false },
);

const AddressesSchema = Type.Object(
  {
    pubkeyHash: versionByte('Base58 version byte of P2PKH addresses'),
    scriptHash: versionByte('Base58 version byte of P2SH addresses'),
    secretKey: versionByte('Base58 version byte of private keys'),
    extPublicKey: hexBytes(4, 'Base58 version of extended public keys, e.g. 043587cf (tpub)'),
    extSecretKey: hexBytes(4, 'Base58 version of extended private keys, e.g. 04358394 (tprv)'),
    bech32Hrp: Type.String({
      pattern: '^[a-z][a-z0-9]{0,15}$',
      description:
        'What segwit addresses start with: 1 to 16 lower-case letters and digits, the first a letter',
    }),
  },
  { additionalProperties: false },
);

const GenesisSchema = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: HEIGHT_MAX, description: 'Version of the header' }),
    time: uint32('Seconds since 1970'),
    bits: compactTarget('Target'),
    nonce: uint32('The nonce that solves the block'),
    message: Type.Optional(
      Type.String({
        minLength: 1,
        description: "A text in the coinbase, in the form of Bitcoin's own genesis block",
      }),
    ),
    coinbaseScriptSig: Type.Optional(
      hexScript('In place of a message: the whole scriptSig of the coinbase, 2 to 100 bytes in hex'),
    ),
    outputScript: hexScript("Script of the coinbase's output, in hex; nobody can spend it, whatever it says"),
    reward: satoshis("Value of the coinbase's output, in satoshis"),
    hash: hexBytes(32, 'Hash that all this must have, in display order'),
  },
  { additionalProperties: false },
);

const ActivationHeightsSchema = Type.Object(
  {
    bip34: height('Block height in the coinbase'),
    bip65: height('OP_CHECKLOCKTIMEVERIFY'),
    bip66: height('Strict DER signatures'),
    csv: height('Relative lock times (BIP68, 112, 113)'),
    segwit: height('Segregated witness (BIP141, 143, 147)'),
    taproot: Type.Optional(
      height(
        'Without effect: taproot holds from the first block on. For files that were made when it was asked for',
      ),
    ),
  },
  { additionalProperties: false, description: "The first height at which each soft fork's rules hold" },
);

const DeploymentSchema = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9_]+$', description: 'Name of the soft fork' }),
    bit: Type.Integer({ minimum: 0, maximum: 28, description: 'The bit of the version that signals it' }),
    start: Type.Union([uint32('Median time past'), Type.Literal('always'), Type.Literal('never')], {
      description: 'From when signals count, in seconds since 1970; always: active, never: it never will be',
    }),
    timeout: Type.Union([uint32('Median time past'), Type.Literal('none')], {
      description: 'When it has failed unless it is locked in, in seconds since 1970; none: never',
    }),
    minActivationHeight: height('The rules hold from no lower height on'),
    period: blocks('Blocks whose signals are counted together'),
    threshold: blocks('Signals in one period that lock it in'),
    optional: Type.Boolean({ description: 'A miner who does not know it can still make good blocks' }),
  },
  { additionalProperties: false },
);

const UnknownRulesSchema = Type.Object(
  {
    period: blocks('Blocks whose signals are counted together'),
    threshold: blocks('Signals in one period that tell'),
    fromHeight: height('Blocks below do not count: they signalled forks of the past'),
  },
  { additionalProperties: false },
);

const Bip30ExceptionSchema = Type.Object(
  {
    repeat: hexBytes(32, 'Hash of the block, in display order'),
    overwritten: hexBytes(32, 'Hash of the block whose coinbase it makes again'),
  },
  { additionalProperties: false },
);

const ScriptFlagExceptionSchema = Type.Object(
  {
    block: hexBytes(32, 'Hash of the block, in display order'),
    flags: Type.Array(Type.Union([Type.Literal('P2SH'), Type.Literal('WITNESS'), Type.Literal('TAPROOT')]), {
      description: 'Which of the rules that hold for all blocks hold for its scripts',
    }),
  },
  { additionalProperties: false },
);

export const NetworkFileSchema = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]*$',
      maxLength: MAX_NAME_LENGTH,
      description:
        'Name of the network and of its data folder: up to 32 lower-case letters, digits and dashes, no dash first',
    }),
    magic: Type.Optional(
      hexBytes(
        4,
        "The 4 bytes that start each message between peers; a signet's can be left to its challenge",
      ),
    ),
    rpcPort: port('Where JSON-RPC listens'),
    p2pPort: port('Where peers are awaited'),
    dnsSeeds: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-zA-Z0-9.-]+$' }), {
        description: 'Names by which addresses of nodes are found; none for a network that is not public',
      }),
    ),
    addresses: AddressesSchema,
    genesis: GenesisSchema,
    powLimit: hexBytes(32, 'The easiest target allowed, 64 hex digits, most significant first'),
    retarget: Type.Union([BitcoinRetargetSchema, AsertRetargetSchema, AsertRelativeRetargetSchema], {
      description: 'How the target follows the hash rate',
    }),
    initialSubsidy: satoshis('Reward of the first blocks, in satoshis'),
    subsidyHalvingInterval: blocks('Blocks from one halving of the reward to the next'),
    coinbaseMaturity: blocks('A reward can be spent by a block so many heights above its own'),
    maxFutureBlockTime: seconds("How far a block's time may be ahead of a node's clock, in seconds"),
    activationHeights: ActivationHeightsSchema,
    minimumChainWork: Type.Optional(
      hexBytes(
        32,
        'Work that the best chain is known to have at least, 64 hex digits, most significant first',
      ),
    ),
    assumeValid: Type.Optional(
      hexBytes(
        32,
        'Hash of a block that was checked with all below it: their scripts need not be run (-assumevalid)',
      ),
    ),
    deployments: Type.Optional(
      Type.Array(DeploymentSchema, { description: 'Soft forks that miners signal (BIP9)' }),
    ),
    unknownRules: Type.Optional(UnknownRulesSchema),
    bip34Hash: Type.Optional(
      hexBytes(
        32,
        'Hash of the block at activationHeights.bip34: on its chain BIP30 need not be checked above it',
      ),
    ),
    bip30Exceptions: Type.Optional(
      Type.Array(Bip30ExceptionSchema, {
        description:
          'Blocks of the past that are valid though they make a coinbase again whose coins are unspent',
      }),
    ),
    scriptFlagExceptions: Type.Optional(
      Type.Array(ScriptFlagExceptionSchema, {
        description:
          'Blocks of the past that are valid though their scripts break rules that hold for all others',
      }),
    ),
    signetChallenge: Type.Optional(
      hexScript('The script that signs the blocks of a signet (BIP325), in hex'),
    ),
    pruneAfterHeight: Type.Optional(
      height('Blocks are pruned only once the chain is higher (default: 1000)'),
    ),
    testChain: Type.Boolean({
      description: 'Made for tests: mock time is allowed, and mining that takes no work',
    }),
    mine: Type.Boolean({ description: 'A node mines from its start unless told otherwise' }),
    versionRolling: Type.Optional(
      Type.Boolean({
        description:
          "Whether miners may roll bits of the blocks' versions (BIP320); they may unless this is false",
      }),
    ),
  },
  { additionalProperties: false },
);

/** The retarget rules by name: a file's own rule decides by which of them the rest of `retarget` is judged. */
export const RETARGET_SCHEMAS = {
  bitcoin: BitcoinRetargetSchema,
  asert: AsertRetargetSchema,
  'asert-relative': AsertRelativeRetargetSchema,
} as const;

/** A network file that has this form; its fields may still contradict each other. */
export type NetworkFile = Static<typeof NetworkFileSchema>;

export type GenesisFields = NetworkFile['genesis'];
