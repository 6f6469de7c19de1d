import { describe, expect, it } from 'vitest';
import { findCommand } from '../../../src/cli/command.ts';

describe('findCommand', () => {
  it.each([
    [[], 'daemon', []],
    [['-regtest', '--mine'], 'daemon', ['-regtest', '--mine']],
    [['call', 'getblock', '1'], 'call', ['getblock', '1']],
    [['-regtest', 'call', 'help'], 'call', ['-regtest', 'help']],
    [['newnetwork', 'call'], 'newnetwork', ['call']],
    [['pay', 'ADDRESS', '1', '-yes'], 'pay', ['ADDRESS', '1', '-yes']],
    [['-regtest', 'explain', '-'], 'explain', ['-regtest', '-']],
    [['bench', '--seconds', '1'], 'bench', ['--seconds', '1']],
    [['net', 'up', '3'], 'net', ['up', '3']],
    [['help'], 'help', []],
    [['start'], 'daemon', ['start']],
    [['-rpcport', '1', 'call'], 'daemon', ['-rpcport', '1', 'call']],
  ])('%j', (argv, command, args) => {
    expect(findCommand(argv)).toEqual({ command, args });
  });
});
