import { takeFailedExecution } from '../src/core/steps/take-failed-execution.ts';
import { failureHandler } from '../src/runtime/aws/failure-handler.ts';
import { records } from '../src/runtime/aws/records.ts';
import { workflows } from '../src/runtime/aws/workflows.ts';

export const handler = failureHandler(takeFailedExecution, { records, workflows });
