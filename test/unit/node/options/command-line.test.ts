import { describe, expect, it } from 'vitest';
import {
  type CommandLine,
  parseCommandLine,
  unexpectedOperand,
} from '../../../../src/node/options/command-line.ts';
import { COMPATIBILITY_OPTIONS } from '../../../../src/node/options/compatibility.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';

const table = { ...INFORMATION_OPTIONS, ...START_OPTIONS, ...NODE_OPTIONS };

function parse(args: readonly string[], stopAtOperand = false): CommandLine {
  return parseCommandLine(args, { table, workingDirectory: '/w', stopAtOperand });
}

describe('parseCommandLine', () => {
  it('takes one dash and two', () => {
    const [one, two] = parse(['-rpcport=1', '--rpcport=2']).settings;
    expect(one).toEqual({
      key: 'rpcPort',
      source: 'flag',
      shown: '-rpcport=1',
      negated: false,
      text: '1',
      folder: '/w',
    });
    expect(two?.text).toBe('2');
  });

  it('keeps equals signs in the value', () => {
    expect(parse(['-uacomment=a=b']).settings[0]?.text).toBe('a=b');
  });

  it('reads an option without a value as on', () => {
    expect(parse(['-regtest', '-debug']).settings.map(({ text }) => text)).toEqual(['1', '1']);
  });

  it.each(['-h', '-?', '--help', '-help=1'])('knows %s as help', (flag) => {
    expect(parse([flag]).settings).toMatchObject([{ key: 'help', text: '1' }]);
  });

  it('refuses a value that is not joined, and shows how', () => {
    expect(() => parse(['-rpcport', '1'])).toThrow('-rpcport needs a value after an equals sign: -rpcport=1');
    expect(() => parse(['-rpcport'])).toThrow('-rpcport needs a value after an equals sign: -rpcport=PORT');
    expect(() => parse(['-threads', '-mine'])).toThrow(
      '-threads needs a value after an equals sign: -threads=N',
    );
  });

  it('never repeats a secret', () => {
    expect(() => parse(['-rpcpassword', 'hunter2'])).toThrow('-rpcpassword=PASSWORD');
    expect(parse(['-rpcpassword=hunter2']).settings[0]?.shown).toBe('-rpcpassword=…');
  });

  it.each([
    [['-includeconf=a.conf', '-includeconf=b.conf'], '"a.conf"'],
    [['-noincludeconf=0'], 'true'],
    [['--noincludeconf'], 'false'],
  ])('refuses %j: only files include files', (args, shown) => {
    expect(() => parse(args)).toThrow(
      `Error parsing command line arguments: -includeconf cannot be used from commandline; -includeconf=${shown}`,
    );
  });

  it('refuses an unknown option and names the nearest', () => {
    expect(() => parse(['-rpcprot=1'])).toThrow('unknown option -rpcprot; did you mean -rpcport?');
    expect(() => parse(['-zzzzzzzz'])).toThrow('unknown option -zzzzzzzz; nonced --help lists the options');
    expect(() => parse(['-nozzzzzzzz'])).toThrow('unknown option -nozzzzzzzz');
  });

  it('refuses a negation with an odd value', () => {
    expect(() => parse(['-nomine=x'])).toThrow('-nomine=x: give -nomine without a value');
    expect(() => parse(['-noconnect=0'])).toThrow('-noconnect=0: give -noconnect without a value');
  });

  it.each(Object.keys(COMPATIBILITY_OPTIONS))("accepts Core's -%s and does nothing", (name) => {
    expect(parse([`-${name}`, `--${name}=x`, `-no${name}`]).settings).toEqual([]);
  });

  it("accepts the command line of Core's test framework", () => {
    const flags =
      '-datadir=T -logtimemicros -debug -debugexclude=leveldb -debugexclude=rand -uacomment=testnode0 -disablewallet ' +
      '-logthreadnames -logsourcelocations -loglevel=trace -nologratelimit -v2transport=0 -bind=0.0.0.0:1 -bind=127.0.0.1:2=onion';
    expect(parse(flags.split(' ')).operands).toEqual([]);
  });

  it('collects operands among options', () => {
    expect(parse(['a', '-mine', 'b', '-', '--'])).toMatchObject({
      operands: ['a', 'b', '-', '--'],
      settings: [{ key: 'mine' }],
    });
  });

  it('leaves everything from the first operand on alone, where asked to', () => {
    expect(parse(['-mine', 'm', '-5', '-zzz'], true).operands).toEqual(['m', '-5', '-zzz']);
  });
});

describe('unexpectedOperand', () => {
  it('shows how a value is joined to the option before it', () => {
    const { settings, operands } = parse(['-regtest', '1']);
    expect(unexpectedOperand(operands[0] ?? '', settings).message).toBe(
      "unexpected argument '1'; a value is joined to its option: -regtest=1",
    );
  });

  it('points to what takes words', () => {
    const { settings, operands } = parse(['-regtest', 'getblock']);
    expect(unexpectedOperand(operands[0] ?? '', settings).message).toBe(
      "unexpected argument 'getblock'; nonced call getblock would ask a running daemon, nonced --help shows all commands",
    );
  });
});
