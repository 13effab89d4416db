import { SFNClient } from '@aws-sdk/client-sfn';
import { stepFunctionsWorkflows } from '../../adapters/aws/step-functions.ts';
import type { Workflows } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const workflows = shared((environment): Workflows => {
  const machines = { investigation: environment('INVESTIGATION_ARN'), remediation: environment('REMEDIATION_ARN') };
  return stepFunctionsWorkflows({ client: new SFNClient(clientOptions), machines });
});
