import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../src/rpc/help.ts';
import { createTrialRpc, FAULT, FULL_DISK, type TrialRpc } from '../../helpers/rpc.ts';

const caller = { user: 'alice', afterAnswer: () => {} };

async function send(rpc: TrialRpc, body: unknown) {
  const bytes = typeof body === 'string' ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const reply = await rpc.dispatcher.handle(bytes, caller);
  const text = reply.body && Buffer.from(reply.body).toString('utf8');
  return { text, failure: reply.failure };
}

const NOT_FOUND = '{"code":-32601,"message":"Method not found"}';
const REFUSED = '{"code":-8,"message":"Block height out of range"}';
const INTERNAL = '{"code":-32603,"message":"Internal error: see debug.log of the node"}';
const WRONG_TYPE = JSON.stringify({
  code: -3,
  message:
    'Wrong type passed:\n{\n    "Position 1 (command)": "JSON value of type number is not of expected type string"\n}',
});

describe('createDispatcher', () => {
  it.each([
    ['ok', { method: 'uptime' }, '7', undefined],
    ['ok under another case', { method: 'UpTime' }, '7', undefined],
    ['ok by name', { method: 'echojson', params: { arg1: 5 } }, '[null,5,null,null,null]', undefined],
    ['unknown method', { method: 'nosuch' }, NOT_FOUND, -32601],
    ['unknown method of Object', { method: 'constructor' }, NOT_FOUND, -32601],
    ['missing method', { pizza: 'sausage' }, '{"code":-32600,"message":"Missing method"}', -32600],
    ['wrong type', { method: 'help', params: [0] }, WRONG_TYPE, -3],
    ['refused by the method', { method: 'refuse' }, REFUSED, -8],
    ['our own fault', { method: 'fail' }, INTERNAL, -32603],
    ['a result that is no JSON', { method: 'answerbytes' }, INTERNAL, -32603],
  ])('answers in both dialects: %s', async (_name, call, part, code) => {
    const failed = code !== undefined;
    const old = await send(createTrialRpc(), { ...call, id: 'x' });
    expect(old.text).toBe(
      failed ? `{"result":null,"error":${part},"id":"x"}\n` : `{"result":${part},"error":null,"id":"x"}\n`,
    );
    expect(old.failure).toBe(code);
    const current = await send(createTrialRpc(), { jsonrpc: '2.0', ...call, id: 'x' });
    expect(current.text).toBe(`{"jsonrpc":"2.0","${failed ? 'error' : 'result'}":${part},"id":"x"}\n`);
    // The transport shows an error of 2.0 only where the request itself was refused.
    expect(current.failure).toBe(code === -32600 ? code : undefined);
  });

  it.each([
    ['', 'Parse error'],
    ['this is bad', 'Parse error'],
    ['['.repeat(15_000), 'Parse error'],
    ['5', 'Top-level object parse error'],
    ['null', 'Top-level object parse error'],
  ])('answers what is no request in the 1.1 dialect: %j', async (body, message) => {
    expect(await send(createTrialRpc(), body)).toEqual({
      text: `{"result":null,"error":{"code":-32700,"message":"${message}"},"id":null}\n`,
      failure: -32700,
    });
  });

  it.each([0, -1, 1.5, '', 'x', null, true, [1], { a: 1 }])('repeats the id %j', async (id) => {
    const { text } = await send(createTrialRpc(), { method: 'uptime', id });
    expect(text).toBe(`{"result":7,"error":null,"id":${JSON.stringify(id)}}\n`);
  });

  it('answers a 1.1 request without an id, and runs but does not answer a 2.0 one', async () => {
    const rpc = createTrialRpc();
    expect((await send(rpc, { method: 'uptime' })).text).toBe('{"result":7,"error":null}\n');
    expect(await send(rpc, { jsonrpc: '2.0', method: 'uptime' })).toEqual({
      text: undefined,
      failure: undefined,
    });
    expect(await send(rpc, { jsonrpc: '2.0', method: 'fail' })).toEqual({
      text: undefined,
      failure: undefined,
    });
    expect(rpc.faults).toEqual([FAULT]);
  });

  it('answers a wrong count with the help text', async () => {
    const rpc = createTrialRpc();
    const uptime = rpc.registry.find('uptime');
    const { text } = await send(rpc, { jsonrpc: '2.0', id: 1, method: 'upTime', params: [1] });
    expect(JSON.parse(text ?? '')).toMatchObject({
      error: { code: -1, message: uptime && helpText(uptime) },
    });
  });

  it('keeps a fault of our own from the client, logs it with its stack and reports it', async () => {
    const rpc = createTrialRpc();
    const { text } = await send(rpc, { method: 'fail', id: 1 });
    expect(text).not.toContain('secret');
    expect(rpc.logged.find((line) => line.startsWith('error '))).toMatch(/"fail".*the secret reason.* at /s);
    expect(rpc.faults).toEqual([FAULT]);
  });

  it('tells the client and the node that the disk is full, under the code of the database', async () => {
    const rpc = createTrialRpc();
    const { text } = await send(rpc, { method: 'keep', id: 1 });
    expect(JSON.parse(text ?? '')).toMatchObject({
      error: { code: -20, message: 'there is no room for it' },
    });
    expect(rpc.faults).toEqual([FULL_DISK]);
    // The node tells of the state once, not of each call that it refuses.
    expect(rpc.logged.filter((line) => line.startsWith('error '))).toEqual([]);
  });

  it('does not report what a client did wrong', async () => {
    const rpc = createTrialRpc();
    await send(rpc, [{ method: 'refuse' }, { method: 'nosuch' }, { method: 'help', params: [0] }, 5]);
    expect(rpc.faults).toEqual([]);
    expect(rpc.logged.filter((line) => !line.startsWith('rpc '))).toEqual([]);
  });

  it('logs each call in the words of Core, without control characters', async () => {
    const rpc = createTrialRpc();
    await send(rpc, { method: 'up\ntime\u001b' });
    expect(rpc.logged).toEqual(['rpc ThreadRPCServer method=up?time? user=alice']);
  });

  it('answers every call with -28 and the phase during warm-up', async () => {
    const rpc = createTrialRpc();
    rpc.warmup.enter('Loading block index…');
    for (const method of ['uptime', 'nosuch', 'stop']) {
      expect(await send(rpc, { method, id: 1 })).toEqual({
        text: '{"result":null,"error":{"code":-28,"message":"Loading block index…"},"id":1}\n',
        failure: -28,
      });
    }
    rpc.warmup.finish();
    expect((await send(rpc, { method: 'uptime', id: 1 })).failure).toBeUndefined();
    expect(rpc.faults).toEqual([]);
  });
});

// The table of Core's test/functional/interface_rpc.py.
describe('batches', () => {
  const calls = [
    { method: 'uptime' },
    { method: 'invalidmethod' },
    { method: 'echojson', params: [0] },
    { pizza: 'sausage' },
  ];
  const results = [
    { result: 7 },
    { error: { code: -32601, message: 'Method not found' } },
    { result: [0, null, null, null, null] },
    { error: { code: -32600, message: 'Missing method' } },
  ];
  const batch = (fields: (index: number) => object) =>
    calls.map((call, index) => ({ ...fields(index), ...call }));
  const read = ({ text, failure }: { text: string | undefined; failure: number | undefined }): unknown => {
    expect(failure).toBeUndefined();
    return text === undefined ? undefined : JSON.parse(text);
  };

  it('answers 2.0', async () => {
    const answers = results.map((result, id) => ({ jsonrpc: '2.0', ...result, id }));
    expect(
      read(
        await send(
          createTrialRpc(),
          batch((id) => ({ jsonrpc: '2.0', id })),
        ),
      ),
    ).toEqual(answers);
  });

  it('answers 1.1, 1.0 and no version', async () => {
    const answers = results.map((result, id) => ({ result: null, error: null, ...result, id }));
    for (const fields of [{ version: '1.1' }, { jsonrpc: '1.0' }, {}]) {
      expect(
        read(
          await send(
            createTrialRpc(),
            batch((id) => ({ ...fields, id })),
          ),
        ),
      ).toEqual(answers);
    }
  });

  it('answers each request of a mixed one in its own dialect', async () => {
    const mixed = batch((id) => (id % 2 === 0 ? { jsonrpc: '2.0', id } : { id }));
    const answers = results.map((result, id) =>
      id % 2 === 0 ? { jsonrpc: '2.0', ...result, id } : { result: null, error: null, ...result, id },
    );
    expect(read(await send(createTrialRpc(), mixed))).toEqual(answers);
  });

  it('leaves out notifications, and answers nothing where all are', async () => {
    const some = batch((id) => ({ jsonrpc: '2.0', ...(id < 2 ? {} : { id }) }));
    expect(read(await send(createTrialRpc(), some))).toHaveLength(2);
    expect(
      read(
        await send(
          createTrialRpc(),
          batch(() => ({ jsonrpc: '2.0' })),
        ),
      ),
    ).toBeUndefined();
  });

  it('answers requests without version and id, which are no notifications', async () => {
    const answers = results.map((result) => ({ result: null, error: null, ...result }));
    expect(
      read(
        await send(
          createTrialRpc(),
          batch(() => ({})),
        ),
      ),
    ).toEqual(answers);
  });

  it('answers an empty one with an empty list', async () => {
    expect(read(await send(createTrialRpc(), []))).toEqual([]);
  });

  it('refuses members that are no objects, each for itself', async () => {
    const error = { code: -32600, message: 'Invalid Request object' };
    const answers = [
      { result: null, error, id: null },
      { jsonrpc: '2.0', result: 7, id: 1 },
      { result: null, error, id: null },
    ];
    const members = [1, { jsonrpc: '2.0', id: 1, method: 'uptime' }, [{ method: 'uptime' }]];
    expect(read(await send(createTrialRpc(), members))).toEqual(answers);
  });
});

describe('any body', () => {
  const method = fc.constantFrom('uptime', 'help', 'echojson', 'getblockheader', 'refuse', 'fail', 'nosuch');
  const nearlyRequest = fc.record(
    {
      jsonrpc: fc.constantFrom<unknown>('2.0', '1.0', '3.0', 2, null),
      id: fc.jsonValue(),
      method: fc.oneof({ weight: 5, arbitrary: method }, { weight: 1, arbitrary: fc.jsonValue() }),
      params: fc.oneof(fc.array(fc.jsonValue(), { maxLength: 6 }), fc.jsonValue()),
    },
    { requiredKeys: [] },
  );

  /** A typed answer: what the dialect says, and nothing that names our insides. */
  function expectTyped(text: string | undefined): void {
    if (text === undefined) return;
    expect(text).not.toMatch(/\bat .*\.ts|secret/);
    for (const answer of [JSON.parse(text)].flat() as { error?: { code: number; message: string } }[]) {
      if (!answer.error) expect(answer).toHaveProperty('result');
      else expect(answer.error).toEqual({ code: expect.any(Number), message: expect.any(String) });
    }
  }

  it('is answered with what the dialect allows: nearly requests', async () => {
    const rpc = createTrialRpc();
    await fc.assert(
      fc.asyncProperty(fc.oneof(nearlyRequest, fc.array(nearlyRequest, { maxLength: 4 })), async (value) => {
        expectTyped((await send(rpc, value)).text);
        expect(rpc.faults.every((fault) => fault === FAULT)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is answered with what the dialect allows: any bytes', async () => {
    const rpc = createTrialRpc();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.uint8Array(), fc.string().map(Buffer.from), fc.json().map(Buffer.from)),
        async (bytes) => {
          const { body } = await rpc.dispatcher.handle(bytes, caller);
          expectTyped(body && Buffer.from(body).toString('utf8'));
        },
      ),
    );
    expect(rpc.faults).toEqual([]);
  });
});
