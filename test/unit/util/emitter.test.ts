import { describe, expect, it } from 'vitest';
import { collectSubscriptions, createEmitter } from '../../../src/util/emitter.ts';

interface Events {
  tick: number;
  stop: string;
}

describe('createEmitter', () => {
  it('calls listeners in the order in which they subscribed, before emit returns', () => {
    const emitter = createEmitter<Events>();
    const heard: string[] = [];
    emitter.on('tick', (n) => heard.push(`first ${n}`));
    emitter.on('tick', (n) => heard.push(`second ${n}`));
    emitter.emit('tick', 1);
    expect(heard).toEqual(['first 1', 'second 1']);
  });

  it('keeps the names apart', () => {
    const emitter = createEmitter<Events>();
    const heard: string[] = [];
    emitter.on('stop', (reason) => heard.push(reason));
    emitter.emit('tick', 1);
    expect(heard).toEqual([]);
  });

  it('does not call one who left', () => {
    const emitter = createEmitter<Events>();
    const heard: number[] = [];
    const leave = emitter.on('tick', (n) => heard.push(n));
    emitter.emit('tick', 1);
    leave();
    leave();
    emitter.emit('tick', 2);
    expect(heard).toEqual([1]);
  });

  it('ends one subscription at a time where a listener has several', () => {
    const emitter = createEmitter<Events>();
    const heard: number[] = [];
    const listener = (n: number): void => {
      heard.push(n);
    };
    const leave = emitter.on('tick', listener);
    emitter.on('tick', listener);
    leave();
    emitter.emit('tick', 1);
    expect(heard).toEqual([1]);
  });

  it('lets a listener subscribe and leave while it is called', () => {
    const emitter = createEmitter<Events>();
    const heard: string[] = [];
    const leave = emitter.on('tick', () => {
      leave();
      emitter.on('tick', () => heard.push('new'));
    });
    emitter.emit('tick', 1);
    expect(heard).toEqual([]);
    emitter.emit('tick', 2);
    expect(heard).toEqual(['new']);
  });

  it('lets the fault of a listener reach the emitter', () => {
    const emitter = createEmitter<Events>();
    emitter.on('tick', () => {
      throw new Error('fault');
    });
    expect(() => emitter.emit('tick', 1)).toThrow('fault');
  });
});

describe('collectSubscriptions', () => {
  it('leaves all that was subscribed to by it, and nothing else', () => {
    const emitter = createEmitter<Events>();
    const heard: string[] = [];
    emitter.on('tick', (n) => heard.push(`other ${n}`));
    const { events, leave } = collectSubscriptions<Events>(emitter);
    events.on('tick', (n) => heard.push(`first ${n}`));
    const leaveSecond = events.on('tick', (n) => heard.push(`second ${n}`));
    emitter.emit('tick', 1);
    leaveSecond();
    emitter.emit('tick', 2);
    leave();
    emitter.emit('tick', 3);
    expect(heard).toEqual(['other 1', 'first 1', 'second 1', 'other 2', 'first 2', 'other 3']);
  });
});
