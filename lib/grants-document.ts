import { type MachineName, machineNames, tasksOf } from './machines.ts';
import { clusterRightsOf, functionIds, type Right, rightsOf } from './rights.ts';

const where = ({ resource, part, through }: Right): string => {
  const place =
    part === undefined
      ? resource
      : 'index' in part
        ? `${resource}, index \`${part.index}\``
        : 'under' in part
          ? `${resource}, below \`${part.under}\``
          : 'named' in part
            ? `${resource}, \`${part.named}\` alone`
            : `${resource}, its executions`;
  if (through === undefined) return place;
  return through === 'states' ? `${place}, for what the machines encrypted` : `${place}, through ${through} only`;
};

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const actionsIn = (actions: readonly string[]): string => actions.map((action) => `\`${action}\``).join(' ');

function functionRows(): string[] {
  return functionIds.flatMap((id) =>
    [...rightsOf(id), ...clusterRightsOf(id)].map((right, at) =>
      row(at === 0 ? `\`${id}\`` : '', actionsIn(right.actions), where(right)),
    ),
  );
}

const machineRows = (machine: MachineName): string[] => [
  row(
    `machine ${machine}`,
    '`lambda:InvokeFunction`',
    tasksOf(machine)
      .map((task) => `\`${task.id}\``)
      .join(' '),
  ),
  row('', '`kms:Decrypt` `kms:GenerateDataKey`', 'DeploymentKey, for what this machine encrypted, and for its log'),
  row('', 'the eight actions of log delivery', 'all: AWS allows them so or not at all'),
];

/** The whole document. */
export function grantsDocument(): string {
  return `# Who may do what in AWS

<!-- Made by \`node tools/documents.ts\` from src/contracts/wiring.ts and src/adapters/**/*.grants.ts: change those, not this. -->

Each function runs under a role of its own that holds these rights and no others. No action has a wildcard. A resource is
the one of that name in the stack; \`Logs\` is the function's own log group, \`Secrets\` what lies below the deployment's prefix,
\`ReaderKubeconfigs\` and its like the secrets of that identity's kubeconfigs, each by its name. Roles and kubeconfigs are granted
where the context has clusters of that kind.

| role | actions | resource |
| --- | --- | --- |
${functionRows().join('\n')}
${machineNames.flatMap(machineRows).join('\n')}
${row('schedule of `sweep`', '`lambda:InvokeFunction`', '`sweep`')}
${row('cluster roles `reader` `rehearser` `executor`', '`eks:DescribeCluster`', 'the clusters of the context')}
`;
}
