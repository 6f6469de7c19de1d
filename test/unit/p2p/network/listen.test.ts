import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../../../src/p2p/network/listen.ts';
import { NO_PERMISSIONS } from '../../../../src/p2p/permissions.ts';
import { invariant } from '../../../../src/util/invariant.ts';

const BINDING = { host: '127.0.0.1', port: 0, permissions: NO_PERMISSIONS, isOnion: false };

describe('listen', () => {
  it('takes nobody once it is closed, and waits for nobody whom it took', async () => {
    const taken: unknown[] = [];
    const listener = await listen(BINDING, {
      arrived({ socket }) {
        taken.push(socket);
        onTestFinished(() => void socket.destroy());
      },
      lost: expect.fail,
    });
    invariant(listener.ok, 'there is a free port');
    const { port } = listener.value.service;
    const first = connect(port, BINDING.host);
    onTestFinished(() => void first.destroy());
    await once(first, 'connect');
    while (taken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    listener.value.close();
    expect(first.destroyed).toBe(false);
    const [refusal] = (await once(connect(port, BINDING.host), 'error')) as [NodeJS.ErrnoException];
    expect(refusal.code).toBe('ECONNREFUSED');
  });
});
