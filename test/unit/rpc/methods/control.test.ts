import { describe, expect, it } from 'vitest';
import { bindParams } from '../../../../src/rpc/bind-params.ts';
import { helpOverview, helpText } from '../../../../src/rpc/help.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
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
