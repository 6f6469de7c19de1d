import { describe, expect, it } from 'vitest';
import { bindParams } from '../../../../src/rpc/bind-params.ts';
import { commandConversions } from '../../../../src/rpc/command-conversions.ts';
import { helpOverview, helpText } from '../../../../src/rpc/help.ts';
import {
  createRegistry,
  defineMethod,
  optional,
  type RpcMethod,
  required,
} from '../../../../src/rpc/registry.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { Type } from '../../../../src/util/schema.ts';
import { checkResultAgainstSchema } from '../../../helpers/check-result.ts';
import { TEST_CALL } from '../../../helpers/process-context.ts';
import { createTrialRpc } from '../../../helpers/rpc.ts';

function call(name: string, params: readonly unknown[]) {
  const { registry, stops } = createTrialRpc();
  const method = expectDefined(registry.find(name), name);
  const actions: (() => void)[] = [];
  const result = registry.run(method, bindParams(method, params), {
    ...TEST_CALL,
    methods: registry,
    afterAnswer: (action) => actions.push(action),
  });
  return { result, registry, stops, answered: () => actions.map((action) => action()) };
}

describe('help', () => {
  it('lists all methods without a name, or with an empty one', () => {
    for (const params of [[], [null], ['']]) {
      const { result, registry } = call('help', params);
      expect(result).toBe(helpOverview(registry));
    }
  });

  it.each(['getblockheader', 'getBlockHeader', 'HEADEROF'])('tells of %s', (name) => {
    const { result, registry } = call('help', [name]);
    const method = expectDefined(registry.find('getblockheader'), 'method');
    expect(result).toBe(helpText(method));
    expect(result).toMatch(/^getblockheader "blockhash" \( verbose nblocks \)\n\n/);
  });

  it('tells clients which parameters are strings as they are, under all of their names', () => {
    const methods: readonly RpcMethod<object>[] = [
      defineMethod({
        name: 'pickOne',
        category: 'util',
        description: 'Picks.',
        params: {
          text: required(Type.String(), 'Text', { aliases: ['word'] }),
          options: optional(Type.Object({ count: Type.Integer(), name: Type.String() }), 'How', {
            hasNamedFields: true,
          }),
          either: optional(Type.Union([Type.String(), Type.Integer()]), 'Hash or height'),
        },
        result: Type.Null(),
        errors: [],
        example: ['a'],
        handler: () => null,
      }),
    ];
    expect(commandConversions(createRegistry(methods, () => ({})))).toEqual([
      ['pickone', 0, 'text', true],
      ['pickone', 0, 'word', true],
      ['pickone', 1, 'options', false],
      ['pickone', 1, 'count', false],
      ['pickone', 1, 'name', true],
      ['pickone', 2, 'either', false],
    ]);
    const { result, registry } = call('help', ['dump_all_command_conversions']);
    expect(result).toEqual(commandConversions(registry));
  });

  it('says so where it knows no such command, as Core does', () => {
    expect(call('help', ['foo']).result).toBe('help: unknown command: foo');
  });
});

describe('uptime', () => {
  it('counts whole seconds since the start', () => {
    expect(call('uptime', []).result).toBe(7);
  });
});

describe('stop', () => {
  it('asks for the stop only once its answer has left', async () => {
    const { result, stops, answered } = call('stop', []);
    expect(await result).toBe('nonced stopping');
    expect(stops()).toBe(0);
    answered();
    expect(stops()).toBe(1);
  });

  it('waits before it answers where told to', async () => {
    const began = performance.now();
    await call('stop', [50]).result;
    expect(performance.now() - began).toBeGreaterThan(45);
  });
});

describe('every control method', () => {
  const { registry } = createTrialRpc();
  it.each(registry.list().filter(({ category }) => category === 'control'))(
    '$name answers as documented',
    async (method) => {
      await checkResultAgainstSchema(registry, method);
    },
  );
});

describe('getRpcInfo', () => {
  it('tells what is running and where the log is', async () => {
    const { dispatcher } = createTrialRpc();
    const body = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"getRpcInfo"}');
    const reply = await dispatcher.handle(body, TEST_CALL);
    expect(JSON.parse(Buffer.from(expectDefined(reply.body, 'an answer')).toString())).toMatchObject({
      result: { active_commands: [{ method: 'getrpcinfo', duration: 0 }], logpath: '/data/debug.log' },
    });
  });
});
