import { CATEGORY_NAMES } from '../../../util/log-categories.ts';
import type { RpcMethod } from '../../registry.ts';
import { echo, echoIpc, echoJson } from './echo.ts';
import { type LoggingContext, loggingMethod } from './logging.ts';
import { getMemoryInfo, type MemoryContext } from './memory-info.ts';
import { type MockSchedulerContext, mockScheduler } from './mock-scheduler.ts';
import { type MockTimeContext, setMockTime } from './mock-time.ts';

export type ProcessContext = LoggingContext & MemoryContext & MockSchedulerContext & MockTimeContext;

/** The methods about the process: its log, its memory, its clock. @source Bitcoin Core src/rpc/node.cpp */
export const PROCESS_METHODS: readonly RpcMethod<ProcessContext>[] = [
  getMemoryInfo,
  loggingMethod(CATEGORY_NAMES),
  setMockTime,
  mockScheduler,
  echo,
  echoJson,
  echoIpc,
];
