import { describe, expect, it } from 'vitest';
import { helpOverview, helpText } from '../../../src/rpc/help.ts';
import { defineMethod, optional, required, withDefault } from '../../../src/rpc/registry.ts';
import { AMOUNT, amountResult, hashHex, hexResult, INT32, nullable } from '../../../src/rpc/schemas.ts';
import { Type } from '../../../src/util/schema.ts';
import { createTrialRpc } from '../../helpers/rpc.ts';

describe('helpOverview', () => {
  it('lists what is not hidden by category, as Core does', () => {
    expect(helpOverview(createTrialRpc().registry)).toBe(`== Blockchain ==
getblockheader "blockhash" ( verbose nblocks )

== Control ==
getrpcinfo
help ( "command" )
stop
uptime

== Util ==
answerbytes
fail
keep
refuse`);
  });
});

describe('helpText', () => {
  it('tells all that the table says', () => {
    const method = defineMethod({
      name: 'sendRawTransaction',
      aliases: ['submitTransaction'],
      category: 'rawtransactions',
      description: 'Submit a transaction.\n\nMore about it.',
      params: {
        hexstring: required(hashHex(), 'The hex string'),
        maxfeerate: withDefault(INT32, 10, 'The limit'),
        request: optional(
          Type.Object({
            mode: Type.Optional(
              Type.Union([Type.Literal('a'), Type.Literal('b')], { description: 'The mode' }),
            ),
            rules: Type.Array(Type.String({ title: 'rule' }), { description: 'A list' }),
          }),
          'Options',
        ),
        rules: optional(Type.Array(Type.String({ title: 'rule' })), 'Names', { defaultHint: 'all of them' }),
        wait: optional(INT32, 'Hidden', { hidden: true }),
      },
      result: Type.Object({
        hash: hexResult('The hash'),
        fee: Type.Optional(amountResult('The fee')),
        warnings: nullable(Type.String()),
        byTxid: Type.Record(Type.String(), Type.Boolean()),
        list: Type.Array(Type.Object({ height: Type.Integer({ description: 'The height' }) })),
      }),
      errors: [{ error: 'RPC_VERIFY_REJECTED', when: 'the rules forbid it' }],
      example: ['00', 5, { rules: ["it's"] }],
      handler: () => ({ hash: '', warnings: null, byTxid: {}, list: [] }),
    });
    expect(
      helpText(method),
    ).toBe(`sendrawtransaction "hexstring" ( maxfeerate {"mode":...,"rules":...} ["rule",...] )

Submit a transaction.

More about it.

Aliases:
submitTransaction

Arguments:
1. hexstring                (string, required) The hex string
2. maxfeerate               (numeric, optional, default=10) The limit
3. request                  (json object, optional) Options
     {
       "mode" : "a"|"b",    (string, optional) The mode
       "rules" : [          (json array) A list
         "str",             (string)
         ...
       ]
     }
4. rules                    (json array, optional, default=all of them) Names
     [
       "str",               (string)
       ...
     ]

Result:
{                             (json object)
  "hash" : "hex",             (string) The hash
  "fee" : n,                  (numeric, optional) The fee
  "warnings" : "str"|null,    (string or json null)
  "byTxid" : {                (json object)
    "key" : true|false,       (boolean)
    ...
  },
  "list" : [                  (json array)
    {                         (json object)
      "height" : n            (numeric) The height
    },
    ...
  ]
}

Errors:
-26 RPC_VERIFY_REJECTED    when the rules forbid it

Examples:
> nonced -regtest call sendRawTransaction 00 5 '{"rules":["it'\\''s"]}'
> curl --user "$(cat .cookie)" --data-binary '{"jsonrpc":"2.0","id":1,"method":"sendRawTransaction","params":["00",5,{"rules":["it'\\''s"]}]}' http://127.0.0.1:18443/
`);
  });

  it('shows results that depend on a parameter one by one', () => {
    const method = defineMethod({
      name: 'getBlock',
      category: 'blockchain',
      description: 'x',
      params: {},
      result: Type.Union([Type.String({ title: 'for verbosity = 0' }), Type.Object({}, { title: 'else' })]),
      errors: [],
      example: [],
      handler: () => '',
    });
    expect(helpText(method)).toContain(`
Result (for verbosity = 0):
"str"    (string)

Result (else):
{}    (json object)
`);
  });

  it('shows the shape of a parameter whose parts the handler checks, and the types that an amount may have', () => {
    const method = defineMethod({
      name: 'create',
      category: 'rawtransactions',
      description: 'x',
      params: {
        inputs: required(Type.Array(Type.Unknown()), 'The inputs', {
          shown: Type.Array(Type.Object({ vout: Type.Integer({ description: 'The output number' }) })),
        }),
        maxfeerate: optional(AMOUNT, 'The limit'),
      },
      result: Type.Null(),
      errors: [],
      example: [[]],
      handler: () => null,
    });
    expect(helpText(method)).toMatch(/^create \[\{"vout":\.\.\.\},\.\.\.\] \( maxfeerate \)\n/);
    expect(helpText(method)).toContain(`"vout" : n    (numeric) The output number`);
    expect(helpText(method)).toContain('2. maxfeerate          (numeric or string, optional) The limit');
  });
});
