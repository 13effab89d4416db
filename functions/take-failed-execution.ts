import { takeFailedExecution } from '../src/core/steps/take-failed-execution.ts';
import { records, workflows } from '../src/runtime/aws.ts';
import { failureHandler } from '../src/runtime/lambda.ts';

export const handler = failureHandler(takeFailedExecution, { records, workflows });
