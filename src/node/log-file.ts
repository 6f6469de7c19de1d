import { writeSync } from 'node:fs';
import type { Log, LogCategory } from '../util/log.ts';
import type { LogSwitches } from '../util/log-categories.ts';
import { openBoundedFile } from './bounded-file.ts';

/**
 * The operator's log. A line is in the file before the call returns, so that it is there when the answer to
 * what caused it arrives. Trouble with the disk loses lines, never the node: how many were lost is written
 * once lines can be written again.
 */

/** Bytes after which a log file becomes `debug.log.1`; with that one, the log takes at most twice this. */
const LOG_FILE_LIMIT = 50 * 1024 * 1024;

export interface LogFileOptions {
  /** Where the log goes; undefined for no file. Its folder is there. */
  readonly path: string | undefined;
  readonly format: 'text' | 'json';
  /** True to write times with microseconds. */
  readonly micros: boolean;
  /** Of which categories details are written. */
  readonly switches: Pick<LogSwitches, 'isOn'>;
  /** True to write each line to standard output too. */
  readonly echo: boolean;
  /** Bytes per file, {@link LOG_FILE_LIMIT} unless a test says otherwise. */
  readonly limit?: number;
}

export interface LogFile extends Log {
  /** Calls `listener` where lines begin to be lost for want of room. */
  onNoRoom(listener: () => void): void;
  /** Closes the file; what is logged afterwards goes nowhere. */
  close(): void;
}

type Level = 'info' | 'warning' | 'error';

interface LogEntry {
  readonly level: Level | 'debug';
  readonly category?: LogCategory;
  readonly message: string;
}

/** Opens the log, behind the lines that are there. @throws StartError where the file can't be opened */
export function openLogFile(options: LogFileOptions): LogFile {
  const format = options.format === 'json' ? formatJson : formatText;
  const lineOf = (entry: LogEntry) => format(entry, timestamp(options.micros));
  const lostLine = (lost: number) =>
    lineOf({ level: 'warning', message: `${lost} log lines could not be written` });
  const limit = options.limit ?? LOG_FILE_LIMIT;
  const file = options.path === undefined ? undefined : openBoundedFile(options.path, limit, lostLine);
  const write = (entry: LogEntry) => {
    const line = lineOf(entry);
    file?.writeLine(line);
    if (options.echo) writeToStandardOutput(line);
  };
  return {
    info: (message) => write({ level: 'info', message }),
    warn: (message) => write({ level: 'warning', message }),
    error: (message) => write({ level: 'error', message }),
    debug(category, message) {
      if (!options.switches.isOn(category)) return;
      write({ level: 'debug', category, message: typeof message === 'string' ? message : message() });
    },
    onNoRoom: (listener) => file?.onNoRoom(listener),
    close: () => file?.close(),
  };
}

/**
 * `text` on one line and without control of the terminal: what others send us ends up in the log.
 * @source Bitcoin Core src/logging.cpp LogEscapeMessage, which writes `\xNN` too
 */
export function escapeLogMessage(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : unicodeEscape(character);
  });
}

/** Control characters, the two line separators, and the marks that turn the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function formatText({ level, category, message }: LogEntry, time: string): string {
  const mark = level === 'info' ? '' : `[${category ?? level}] `;
  return `${time} ${mark}${escapeLogMessage(message)}\n`;
}

function formatJson({ level, category, message }: LogEntry, time: string): string {
  // JSON has escaped those below 0x20 already; the others are legal in it, but not on a terminal.
  return `${JSON.stringify({ time, level, category, message }).replace(UNPRINTABLE, unicodeEscape)}\n`;
}

/** The machine's time, never the mock time: what the operator compares with other logs. ISO 8601, UTC. */
function timestamp(micros: boolean): string {
  if (!micros) return `${new Date().toISOString().slice(0, 19)}Z`;
  const now = performance.timeOrigin + performance.now();
  const fraction = Math.floor((now % 1000) * 1000);
  return `${new Date(now).toISOString().slice(0, 19)}.${String(fraction).padStart(6, '0')}Z`;
}

function writeToStandardOutput(line: string): void {
  try {
    writeSync(1, line);
  } catch {
    // Nobody reads it any more, or the reader is too slow: the file has the line.
  }
}
