import type { Grant } from './grant.grants.ts';

/** What `stepFunctionsWorkflows` needs. Asking for a status is a right on executions, everything else one on the machine. */
export const workflowsGrants: readonly Grant[] = (['InvestigationMachine', 'RemediationMachine'] as const).flatMap(
  (resource): Grant[] => [
    { actions: ['states:StartExecution', 'states:SendTaskSuccess'], resource },
    { actions: ['states:DescribeExecution'], resource, executions: true },
  ],
);
